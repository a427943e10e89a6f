import { Command } from 'commander';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';

export function pullCommand(): Command {
  const command = new Command('pull')
    .summary('download a model')
    .description(
      'Downloads a model and verifies it. An interrupted download goes on where it stopped.\n' +
        'HF_TOKEN opens gated models, HF_ENDPOINT names a mirror, LLAMA_CACHE the folder.',
    )
    .argument('[reference]', 'what to download; left out: the configured model')
    .option('--json', 'print the downloaded model as JSON')
    .option('--url <url>', 'let this server download it, as a job; its key in OPENAI_API_KEY')
    .addHelpText(
      'after',
      examples([
        ['tuneloop pull Qwen/Qwen3-8B-GGUF:Q4_K_M', 'from Hugging Face, with the quantisation'],
        ['tuneloop pull ollama:qwen3:8b', "from Ollama's registry, or its models on this disk"],
        ['tuneloop pull https://example.org/model.gguf', 'from anywhere'],
        ['tuneloop pull qwen3:8b --url http://gpu-box:8000', 'on another machine'],
        ['tuneloop pull', 'the configured model, else the small demonstration model'],
      ]),
    )
    .action(async (reference: string | undefined, options: Record<string, unknown>) => {
      const { pull } = await import('../actions/pull.ts');
      await pull(reference, options);
    });
  return addConfigOptions(command, ['folders']);
}
