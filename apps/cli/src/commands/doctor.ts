import { Command } from 'commander';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';

export function doctorCommand(): Command {
  const command = new Command('doctor')
    .summary('check this machine and the configuration')
    .description(
      'Checks Node, native binaries, processor, graphics card, memory, disk, port and model, and says what to do.\n' +
        'Exits with 1 when something fails; warnings do not count.',
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples([
        ['tuneloop doctor', 'is this machine ready?'],
        ['tuneloop doctor -m ./model.gguf --ctx 32768', 'would this model fit?'],
      ]),
    )
    .action(async (options: Record<string, unknown>) => {
      const { doctor } = await import('../actions/doctor.ts');
      await doctor(options);
    });
  return addConfigOptions(command, ['model', 'server', 'folders']);
}
