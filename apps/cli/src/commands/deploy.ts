import { Command, Option } from 'commander';
import type { DeployOptions } from '../actions/deploy.ts';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';

export function deployCommand(): Command {
  const command = new Command('deploy')
    .summary('take an adapter to another server, Ollama, vLLM or the hub')
    .description('Takes a version of an adapter to where else it is to be served. Without a number: the live one.')
    .argument('<name[@version]>', 'as in `tuneloop adapters history`')
    .addOption(targetOption())
    .option('-o, --output <folder>', 'adapters: the folder of the other server; ollama, hub: what to write')
    .option('--as <name>', 'what it is called there; left out: as here')
    .option('--base <model>', 'ollama: a model of Ollama or the path of a GGUF; left out: what it was trained on')
    .option('--url <url>', 'vllm: the server')
    .option('--path <folder>', "vllm: where the server sees PEFT's folder; left out: where it is here")
    .option('--repository <owner/name>', 'hub: the repository')
    .option('--public', 'hub: whether others can see it when it is made')
    .option('--run', 'ollama, hub: run the command as well (`ollama`, `hf`)')
    .option('--force', 'replace a folder that is there')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples([
        ['tuneloop deploy pirate --to ollama --base qwen3:8b --run', 'ollama run pirate'],
        ['tuneloop deploy pirate@3 --to vllm --url http://gpu:8000', 'a vLLM that allows it loads version 3'],
        ['tuneloop deploy pirate --to hub --repository me/pirate', 'a folder, and the command that uploads it'],
        ['tuneloop deploy pirate --to adapters -o /mnt/adapters', 'for a server that watches this folder'],
      ]),
    )
    .action(async (adapter: string, options: DeployOptions) => {
      const { deployAdapter } = await import('../actions/deploy.ts');
      await deployAdapter(adapter, options);
    });
  return addConfigOptions(command, ['folders']);
}

function targetOption(): Option {
  return new Option('--to <target>', 'where it goes')
    .choices(['adapters', 'ollama', 'vllm', 'hub'])
    .makeOptionMandatory();
}
