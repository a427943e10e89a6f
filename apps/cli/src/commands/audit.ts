import { Command, InvalidArgumentError } from 'commander';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';

export function auditCommand(): Command {
  const audit = new Command('audit')
    .summary('show what administrators did')
    .description(
      'Shows what administrators did: keys, configuration, models, adapters, tools, MCP servers, exports, shutdowns; who, ' +
        'from where and with what end. From the data folder of this machine, also of a server that runs.',
    )
    .option('--limit <count>', 'the last so many', count, 50)
    .option('--follow', 'go on with what comes')
    .option('--json', 'print JSON lines')
    .addHelpText(
      'after',
      examples([
        ['tuneloop audit', 'the last 50 acts'],
        ['tuneloop audit --follow', 'and those that come'],
        ['tuneloop audit --json --limit 1000 | jq .action', 'for programs'],
        ['tuneloop audit verify', 'whether a line was changed or removed'],
      ]),
    )
    .action(async (options: { limit: number; follow?: boolean; json?: boolean }) => {
      const { showAudit } = await import('../actions/audit.ts');
      await showAudit(options);
    });
  const verify = new Command('verify')
    .description(
      'Reads the whole audit log and tells whether a line was changed, removed or put in. Lines cut off its end do not show, but ' +
        'to who kept the last hash: --expect.',
    )
    .option('--expect <hash>', 'a hash that was the last once, and must still be there')
    .option('--json', 'print JSON')
    .action(async (options: { expect?: string; json?: boolean }) => {
      const { verifyAudit } = await import('../actions/audit.ts');
      await verifyAudit(options);
    });
  addConfigOptions(audit, ['folders']);
  audit.addCommand(addConfigOptions(verify, ['folders']));
  return audit;
}

function count(text: string): number {
  if (/^\d{1,6}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 1 up.');
}
