/**
 * As little server as possible around node-llama-cpp's public API: one context with a sequence for each request, which
 * keeps what it holds for the next one. The peer that shows what our engine adds; started by peers.ts.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { getLlama, LlamaLogLevel, type LlamaContextSequence } from 'node-llama-cpp';

const { modelPath, port, slots, contextSize, threads } = JSON.parse(process.argv[2]!) as {
  modelPath: string;
  port: number;
  slots: number;
  /** Tokens of one sequence. */
  contextSize: number;
  threads: number;
};
const llama = await getLlama({
  gpu: false,
  build: 'never',
  skipDownload: true,
  progressLogs: false,
  logLevel: LlamaLogLevel.error,
});
const model = await llama.loadModel({ modelPath });
const context = await model.createContext({
  sequences: slots,
  contextSize,
  batchSize: 512,
  threads,
  flashAttention: true,
});
const free: LlamaContextSequence[] = Array.from({ length: slots }, () => context.getSequence());

interface ChatBody {
  messages: { role: string; content: string }[];
  max_tokens: number;
}

createServer((request, response) => {
  if (request.method === 'POST') void answer(request, response);
  else response.end('ready');
}).listen(port, '127.0.0.1');

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) text += String(piece);
  const { messages, max_tokens: limit } = JSON.parse(text) as ChatBody;
  const turns = messages.map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`).join('');
  const prompt = model.tokenize(`${turns}<|im_start|>assistant\n`, true);
  const sequence = free.pop();
  if (sequence === undefined) {
    response.writeHead(503).end('more requests than sequences');
    return;
  }
  await sequence.adaptStateToTokens(prompt.slice(0, -1), false);
  const cached = sequence.nextTokenIndex;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = async (chunk: object): Promise<void> => {
    if (!response.write(`data: ${JSON.stringify(chunk)}\n\n`)) await once(response, 'drain');
  };
  let completed = 0;
  for await (const token of sequence.evaluate(prompt.slice(cached), { temperature: 0 })) {
    completed += 1;
    await send({ choices: [{ delta: { content: model.detokenize([token]) } }] });
    if (completed === limit) break;
  }
  const usage = {
    prompt_tokens: prompt.length,
    completion_tokens: completed,
    prompt_tokens_details: { cached_tokens: cached },
  };
  await send({ choices: [], usage });
  response.end('data: [DONE]\n\n');
  free.push(sequence);
}
