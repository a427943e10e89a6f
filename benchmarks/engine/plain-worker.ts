/**
 * Plain node-llama-cpp at its best setting (a process of its own with UV_THREADPOOL_SIZE=1, see compare.ts): one context
 * with as many sequences as streams, decoded side by side through its public API.
 */
import { getLlama, LlamaLogLevel, type Token } from 'node-llama-cpp';
import { DecodeWindow, prompts } from './decode-window.ts';
import type { RoundRequest, WorkerOptions } from './worker-messages.ts';

const options = JSON.parse(process.argv[2]!) as WorkerOptions;
const llama = await getLlama({
  gpu: false,
  build: 'never',
  skipDownload: true,
  progressLogs: false,
  logLevel: LlamaLogLevel.error,
});
const model = await llama.loadModel({ modelPath: options.modelPath });
const contexts = new Map(
  await Promise.all(options.streams.map(async (sequences) => [sequences, await createContext(sequences)] as const)),
);

function createContext(sequences: number) {
  const { contextSize, threads, flashAttention } = options;
  return model.createContext({ sequences, contextSize, batchSize: 512, threads, flashAttention });
}

process.on('message', (request: RoundRequest) => void round(request));
process.on('disconnect', () => process.exit(0));
process.send!({ type: 'ready' });

async function round({ streams, tokens }: RoundRequest): Promise<void> {
  const context = contexts.get(streams)!;
  const window = new DecodeWindow(streams);
  await Promise.all(Array.from({ length: streams }, (_, stream) => generate(stream)));
  process.send!({ type: 'result', tokensPerSecond: window.tokensPerSecond() });

  async function generate(stream: number): Promise<void> {
    const sequence = context.getSequence();
    const text = `<|im_start|>user\n${prompts[stream]!}<|im_end|>\n<|im_start|>assistant\n`;
    const generated: Token[] = [];
    for await (const token of sequence.evaluate(model.tokenize(text, true), { temperature: 0, yieldEogToken: true })) {
      window.token(stream);
      generated.push(token);
      // Turning tokens into text is part of the work in both.
      model.detokenize(generated.slice(-4));
      if (generated.length === tokens) break;
    }
    window.end();
    await sequence.dispose();
  }
}
