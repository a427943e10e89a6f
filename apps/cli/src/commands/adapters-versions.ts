import { Command, Option } from 'commander';
import { numberOption } from './option-values.ts';

const baseText = 'the model that it must fit, on disk or a path; left out: the configured model';

/** What changes which version of an adapter answers. A server that runs follows at once. */
export function adapterVersionCommands(): Command[] {
  const history = new Command('history')
    .description('Shows the versions of an adapter, what each was continued from, and what happened to them.')
    .argument('<name>')
    .action(async (name: string, options: Record<string, unknown>) => {
      const { showAdapterHistory } = await import('../actions/adapters-versions.ts');
      await showAdapterHistory(name, options);
    });
  const add = new Command('add')
    .description(
      'Keeps a file as the next version of an adapter, for one that was trained elsewhere. It is not live yet.',
    )
    .argument('<name>')
    .argument('<file>', 'a .gguf; `tuneloop adapters convert` makes one of what PEFT saved')
    .option('--trained-on <model>', 'its base, for those who read the history')
    .option('--peft <folder>', 'what PEFT saved, to be kept beside it; vLLM and the hub want it')
    .action(async (name: string, file: string, options: Record<string, unknown>) => {
      const { addAdapterVersion } = await import('../actions/adapters-versions.ts');
      await addAdapterVersion(name, file, options);
    });
  const promote = new Command('promote')
    .description('Makes a version live. Without a number: the newest that its gate has not refused.')
    .argument('<name[@version]>')
    .addOption(defaultOption())
    .option('--no-as-default', 'requests that choose no adapter do not get it any more')
    .option('--force', 'also what its gate has refused')
    .option('--base <model>', baseText)
    .option('--reason <text>', 'why, for those who read the history')
    .action(async (adapter: string, options: Record<string, unknown>) => {
      const { promoteAdapter } = await import('../actions/adapters-versions.ts');
      await promoteAdapter(adapter, options);
    });
  const rollback = new Command('rollback')
    .description('Goes back to the version that was live before; again, and it goes further back.')
    .argument('<name>')
    .option('--base <model>', baseText)
    .option('--reason <text>', 'why, for those who read the history')
    .action(async (name: string, options: Record<string, unknown>) => {
      const { rollBackAdapter } = await import('../actions/adapters-versions.ts');
      await rollBackAdapter(name, options);
    });
  const retire = new Command('retire')
    .description('Takes an adapter out of use, and keeps its versions. A rollback brings it back.')
    .argument('<name>')
    .option('--reason <text>', 'why, for those who read the history')
    .action(async (name: string, options: Record<string, unknown>) => {
      const { retireAdapter } = await import('../actions/adapters-versions.ts');
      await retireAdapter(name, options);
    });
  const remove = new Command('remove')
    .description('Deletes a version that is not live.')
    .argument('<name@version>')
    .action(async (adapter: string, options: Record<string, unknown>) => {
      const { removeAdapterVersion } = await import('../actions/adapters-versions.ts');
      await removeAdapterVersion(adapter, options);
    });
  const verify = new Command('verify')
    .description('Reads every version again. Exits with 1 when one is not as it was kept.')
    .action(async (options: Record<string, unknown>) => {
      const { verifyAdapters } = await import('../actions/adapters-versions.ts');
      await verifyAdapters(options);
    });
  return [history, add, promote, rollback, retire, remove, verify].map((command) =>
    command.option('--json', 'print JSON'),
  );
}

function defaultOption(): Option {
  const text = 'requests that choose no adapter get it too (with this scale; left out: 1)';
  return new Option('--as-default [scale]', text).argParser(numberOption(-100, 100));
}
