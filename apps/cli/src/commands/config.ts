import { Command } from 'commander';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';

export function configCommand(): Command {
  const command = new Command('config')
    .summary('show the effective settings')
    .description(
      'Shows every setting and where it comes from: defaults < tuneloop.config.{yaml,json,ts} < .env < environment < flags.\n' +
        'Secrets are never printed.',
    )
    .option('--json', 'print JSON')
    .option('--changed', 'only what is not a default')
    .addHelpText(
      'after',
      examples([
        ['tuneloop config', 'all settings'],
        ['PORT=9000 tuneloop config --changed', 'what this environment changes'],
      ]),
    )
    .action(async (options: Record<string, unknown>) => {
      const { showConfig } = await import('../actions/config.ts');
      await showConfig(options);
    });
  return addConfigOptions(command, ['model', 'server', 'limits', 'folders']);
}
