import { Command } from 'commander';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';

export function serveCommand(): Command {
  const command = new Command('serve')
    .summary('serve an OpenAI-compatible API')
    .description(
      'Serves an OpenAI-compatible API, by default on http://127.0.0.1:8000/v1, until Ctrl-C or SIGTERM.\n' +
        'Without a model it downloads and serves a small demonstration model.',
    )
    .addHelpText(
      'after',
      examples([
        ['tuneloop serve', 'the default model on 127.0.0.1:8000'],
        ['tuneloop serve -m Qwen/Qwen3-8B-GGUF:Q4_K_M', 'a model from Hugging Face'],
        ['tuneloop serve -m ./model.gguf --ctx 8192 --port 9000', 'a file of yours, on another port'],
        ['API_KEY=… tuneloop serve --host 0.0.0.0', 'reachable from other machines, with a key'],
      ]),
    )
    .action(async (options: Record<string, unknown>) => {
      const { serve } = await import('../actions/serve.ts');
      await serve(options);
    });
  return addConfigOptions(command, ['model', 'server', 'limits', 'folders']);
}
