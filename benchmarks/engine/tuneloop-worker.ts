/** The llama.cpp engine as the server uses it: from this process over IPC to the engine's own. */
import { createLlamaCppEngine } from '@tuneloop/runtime/llama-cpp';
import { DecodeWindow, prompts } from './decode-window.ts';
import type { RoundRequest, WorkerOptions } from './worker-messages.ts';

const options = JSON.parse(process.argv[2]!) as WorkerOptions;
const { contextSize, threads, flashAttention } = options;
const models = new Map(
  await Promise.all(
    options.streams.map(async (slots) => {
      const engine = createLlamaCppEngine({ slots, contextSize, threads, flashAttention, gpuLayers: 0 });
      return [slots, await engine.load({ id: 'model', path: options.modelPath })] as const;
    }),
  ),
);

process.on('message', (request: RoundRequest) => void round(request));
process.on('disconnect', () => process.exit(0));
process.send!({ type: 'ready' });

async function round({ streams, tokens }: RoundRequest): Promise<void> {
  const model = models.get(streams)!;
  const window = new DecodeWindow(streams);
  await Promise.all(Array.from({ length: streams }, (_, stream) => generate(stream)));
  process.send!({ type: 'result', tokensPerSecond: window.tokensPerSecond() });

  async function generate(stream: number): Promise<void> {
    const events = model.generate({
      prompt: { type: 'messages', messages: [{ role: 'user', content: prompts[stream]! }] },
      sampling: { temperature: 0 },
      maxTokens: tokens,
      reusePrefix: false,
    });
    for await (const event of events) if (event.type === 'text-delta') window.token(stream);
    window.end();
  }
}
