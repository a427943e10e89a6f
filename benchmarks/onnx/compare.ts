/**
 * Our engine on ONNX Runtime GenAI against Python's onnxruntime-genai: the same folder, prompts, context and threads, in
 * one run, in turns. Ours is timed where its tokens arrive in the process that serves.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { cachedGenaiFolder, parseGenaiPrecision } from '@tuneloop/lora';
import type { GenerateRequest, LoadedModel } from '@tuneloop/protocol';
import { createOnnxEngine } from '@tuneloop/runtime/onnx';
import { embeddedModelPath } from '../../packages/runtime/test/embedded-model-path.ts';
import { trainingPython } from '../../scripts/counterparts/training-python.ts';
import { programArguments, wholeNumber } from '../arguments.ts';
import { machineDescription } from '../machine.ts';
import { median, percentile } from '../statistics.ts';
import { markdownTable } from '../table.ts';

const usage = `Usage: npm run benchmark:onnx -- [--model FOLDER] [--precision int8] [--threads 1,2] [--loads 4] [--rounds 4] [--prompt 512] [--tokens 64]

The default model is that of the tests, in the precision that is given.`;
const values = programArguments(usage, {
  model: { type: 'string' },
  precision: { type: 'string', default: 'int8' },
  threads: { type: 'string', default: '1,2' },
  loads: { type: 'string' },
  rounds: { type: 'string' },
  prompt: { type: 'string' },
  tokens: { type: 'string' },
});
const loads = wholeNumber('loads', values.loads, 4);
const rounds = wholeNumber('rounds', values.rounds, 4);
const promptTokens = wholeNumber('prompt', values.prompt, 512);
const tokens = wholeNumber('tokens', values.tokens, 64);
const contextSize = promptTokens + tokens + 64;

interface Timing {
  prefillMs: number;
  decodeMs: number;
  tokens?: number[];
}

const cacheFolder = process.env['TUNELOOP_CACHE'] ?? join(homedir(), '.cache/tuneloop');
const python = await trainingPython();
const folder =
  values.model ??
  (await cachedGenaiFolder({
    python,
    gguf: await embeddedModelPath(),
    cacheFolder,
    precision: parseGenaiPrecision(values.precision),
  }));

console.log(`${machineDescription()}; ${loads} × ${rounds} rounds: ${promptTokens} tokens in, ${tokens} out\n`);
const rows: (string | number)[][] = [];
for (const threads of values.threads.split(',').map(Number)) {
  const found = { ours: [] as Timing[], python: [] as Timing[] };
  let written: number[] = [];
  for (let load = 0; load < loads; load += 1) written = await runRounds(threads, load % 2 === 0, found);
  const same = JSON.stringify(written) === JSON.stringify(found.python[0]!.tokens);
  for (const [what, durations, count] of [
    ['prefill', ({ prefillMs }: Timing) => prefillMs, promptTokens],
    ['decode', ({ decodeMs }: Timing) => decodeMs, tokens],
  ] as const) {
    const speeds = (timings: readonly Timing[]): number[] =>
      timings.map((timing) => (1000 * count) / durations(timing));
    const [ours, theirs] = [speeds(found.ours), speeds(found.python)];
    const ratios = ours.map((speed, round) => speed / theirs[round]!);
    const range = `${percentile(ratios, 0).toFixed(2)}–${percentile(ratios, 1).toFixed(2)}`;
    rows.push([threads, what, median(theirs), median(ours), median(ratios), range, same ? 'yes' : 'no']);
  }
}
console.log(
  markdownTable(
    ['threads', '', 'Python tokens/s', 'Tuneloop tokens/s', 'ratio (median of rounds)', 'range', 'same tokens'],
    rows,
  ),
);

/**
 * Both are loaded anew, in turns: where the memory of a process comes to lie differs from load to load, and whose weights
 * are loaded second reads them up to a tenth faster.
 *
 * @returns our tokens.
 */
async function runRounds(
  threads: number,
  isPeerFirst: boolean,
  found: Record<'ours' | 'python', Timing[]>,
): Promise<number[]> {
  await using peerBefore = isPeerFirst ? await startPeer(threads) : undefined;
  const engine = createOnnxEngine({ libraryFolder: join(cacheFolder, 'libraries'), slots: 1, contextSize, threads });
  await using model = await engine.load({ id: 'm', path: folder });
  await using peerAfter = isPeerFirst ? undefined : await startPeer(threads);
  const peer = (peerBefore ?? peerAfter)!;
  const prompt = (
    await model.tokenizer!.tokenize('The old sailor told a story of the sea. '.repeat(promptTokens))
  ).slice(0, promptTokens);
  for (let round = -1; round < rounds; round += 1) {
    // Who goes first takes turns, so that a drift of the machine hits both alike.
    for (const name of round % 2 === 0 ? (['ours', 'python'] as const) : (['python', 'ours'] as const)) {
      const timing = name === 'ours' ? await runOurs(model, prompt) : await peer.run(prompt);
      // The first round warms up.
      if (round >= 0) found[name].push(timing);
    }
  }
  return await tokensOf(model, prompt);
}

async function runOurs(model: LoadedModel, prompt: number[]): Promise<Timing> {
  const startedAt = performance.now();
  let [firstAt, endedAt, written] = [0, 0, 0];
  for await (const event of model.generate(request(prompt))) {
    endedAt = performance.now();
    if (event.type === 'text-delta' && firstAt === 0) firstAt = endedAt;
    if (event.type === 'generation-end') written = event.usage.completionTokens;
  }
  if (written !== tokens + 1) throw new Error(`the model ended after ${written} tokens; ask for fewer`);
  return { prefillMs: firstAt - startedAt, decodeMs: endedAt - firstAt };
}

/** Not timed: log-probabilities are work of their own. */
async function tokensOf(model: LoadedModel, prompt: number[]): Promise<number[]> {
  const written: number[] = [];
  for await (const event of model.generate({ ...request(prompt), logprobs: { top: 0 } })) {
    if (event.type === 'text-delta') written.push(...(event.logprobs ?? []).map(({ tokenId }) => tokenId));
  }
  return written;
}

function request(prompt: number[]): GenerateRequest {
  return {
    prompt: { type: 'tokens', tokens: prompt },
    maxTokens: tokens + 1,
    sampling: { temperature: 0 },
    reusePrefix: false,
  };
}

interface Peer extends AsyncDisposable {
  run(prompt: number[]): Promise<Timing>;
}

async function startPeer(threads: number): Promise<Peer> {
  const script = fileURLToPath(new URL('genai_worker.py', import.meta.url));
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(
    python,
    [script, folder, String(threads), String(contextSize)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Record<string, unknown>> => {
    const { value, done } = await lines.next();
    if (done) throw new Error('the Python worker ended');
    return JSON.parse(value) as Record<string, unknown>;
  };
  await next();
  return {
    async run(prompt) {
      child.stdin.write(`${JSON.stringify({ prompt, tokens })}\n`);
      const { prefill_ms, decode_ms, tokens: written } = await next();
      return { prefillMs: prefill_ms as number, decodeMs: decode_ms as number, tokens: written as number[] };
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await new Promise((resolve) => child.once('exit', resolve));
    },
  };
}
