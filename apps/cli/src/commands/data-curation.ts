import { sensitiveTypes } from '@tuneloop/datasets/sensitive-types';
import { Command, Option } from 'commander';
import { integerOption, numberOption } from './option-values.ts';

/** Those of `data` that make rows fewer or better. */
export function curationCommands(): Command[] {
  return [dedupe(), pii(), clean()];
}

function dedupe(): Command {
  return new Command('dedupe')
    .description('Writes one of the rows that say the same, or nearly. Reads the file twice.')
    .argument('<file>', 'a file of rows')
    .requiredOption('-o, --output <file>', 'what to write')
    .option('--exact', 'only rows that are the same but for capitals and white space')
    .option('--threshold <share>', 'of words in a row that must be the same; 0.8 by default', numberOption(0.01, 1))
    .option('--by <column...>', 'compare these columns; left out: all text')
    .addOption(new Option('--keep <row>', 'which one; first by default').choices(['first', 'longest']))
    .option('--json', 'print JSON')
    .action(async (file: string, options: { output: string }) => {
      const { dedupeData } = await import('../actions/data-dedupe.ts');
      await dedupeData(file, options);
    });
}

function pii(): Command {
  return new Command('pii')
    .description(
      'Lists the rows with personal data or secrets, by line and type. Exits with 1 when there are any.\n' +
        'With -o it writes the file with placeholders in their place ([EMAIL_1]).',
    )
    .argument('<file>', 'a file of rows')
    .option('-o, --output <file>', 'what to write')
    .addOption(
      new Option('--types <type...>', 'what to look for; left out: all but ip-address').choices(sensitiveTypes),
    )
    .option('--ip', 'look for IP addresses too')
    .option('--min-confidence <share>', 'how sure it must be; 0.5 by default', numberOption(0, 1))
    .option('--phone-regions <country...>', 'whose telephone numbers are known without their code, such as DE FR')
    .option('--show <n>', 'how many rows to list; 20 by default', integerOption(0, 10_000))
    .option('--json', 'print JSON')
    .action(async (file: string, options: Record<string, unknown>) => {
      const { piiData } = await import('../actions/data-pii.ts');
      await piiData(file, options);
    });
}

function clean(): Command {
  return new Command('clean')
    .description(
      'Writes the rows with their texts cleaned: invisible characters, wrongly read UTF-8, white space. Keys stay.',
    )
    .argument('<file>', 'a file of rows, in any encoding')
    .requiredOption('-o, --output <file>', 'what to write, in UTF-8')
    .option('--encoding <name>', 'of the file, such as windows-1252; left out: told by its bytes')
    .addOption(new Option('--unicode <form>', 'how characters are composed; NFC by default').choices(['NFC', 'NFKC']))
    .addOption(new Option('--white-space <how>', 'tidy by default').choices(['tidy', 'collapse', 'keep']))
    .option('--no-mojibake', 'leave UTF-8 that was read as something else')
    .option('--no-invisible', 'leave characters that nobody sees')
    .option('--json', 'print JSON')
    .action(async (file: string, options: { output: string }) => {
      const { cleanData } = await import('../actions/data-clean.ts');
      await cleanData(file, options);
    });
}
