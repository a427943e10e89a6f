import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { GenerateRequest, GenerationEvent, LoadedModel } from '@tuneloop/protocol';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { defaultCacheFolder } from '../../packages/runtime/src/index.ts';
import { createOnnxEngine } from '../../packages/runtime/src/onnx/index.ts';
import { embeddedGenaiFolder, type EmbeddedGenaiFolder } from './onnx/embedded-genai-folder.ts';

const python = inject('trainingPython');
const libraryFolder = join(defaultCacheFolder(process.env, process.platform), 'libraries');
const counting = { type: 'text', text: 'one two three four five six seven eight nine ten eleven' } as const;

let made: EmbeddedGenaiFolder;
let model: LoadedModel;
beforeAll(async () => {
  made = await embeddedGenaiFolder(python, 'int8');
  model = await load(made.folder);
});
afterAll(() => model[Symbol.asyncDispose]());

function load(path: string): Promise<LoadedModel> {
  return createOnnxEngine({ libraryFolder, slots: 4, contextSize: 2048, threads: 1 }).load({ id: 'm', path });
}

async function eventsOf(of: LoadedModel, request: GenerateRequest): Promise<GenerationEvent[]> {
  const events: GenerationEvent[] = [];
  for await (const event of of.generate({ sampling: { temperature: 0 }, ...request })) events.push(event);
  return events;
}

async function textOf(request: GenerateRequest): Promise<string> {
  const events = await eventsOf(model, request);
  return events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
}

/** Runs a program beside the tests, with what it reads from its input. */
async function run(command: string, args: readonly string[], input = '', env = process.env): Promise<string> {
  const running = promisify(execFile)(command, args, { env, maxBuffer: 2 ** 28 });
  running.child.stdin?.end(input);
  return (await running).stdout;
}

const beside = (name: string): string => fileURLToPath(new URL(`onnx/${name}`, import.meta.url));

describe('greedy answers', () => {
  const texts = [
    'The capital of France is',
    'def fibonacci(n):',
    'Once upon a time',
    '1 2 3 4 5',
    'Water boils at',
    'The quick brown fox',
    'In 1969, humans',
    'A list of colours: red,',
    'To be or not to',
    'Dear Sir or Madam,',
  ];

  it("are, token by token, those of Python's onnxruntime-genai, with an adapter and without", async () => {
    await model.adapters!.load({ id: 'one', path: made.adapters[0] });
    const prompts = await Promise.all(texts.map((text) => model.tokenizer!.tokenize(text, { addSpecial: true })));
    const cases = [
      { folder: made.folder, prompts },
      { folder: made.folder, adapter: made.adapters[0], prompts },
    ];
    const expected = JSON.parse(await run(python, [beside('genai_answers.py')], JSON.stringify(cases))) as number[][][];
    const ends = await endsOf(made.folder);
    for (const [place, adapters] of [[], [{ id: 'one', scale: 1 }]].entries()) {
      const answers = await Promise.all(
        prompts.map(async (tokens) => {
          const prompt = { type: 'tokens', tokens } as const;
          const events = await eventsOf(model, { prompt, maxTokens: 24, logprobs: { top: 0 }, adapters });
          return events.flatMap((event) => (event.type === 'text-delta' ? (event.logprobs ?? []) : []));
        }),
      );
      const written = expected[place]!.map((tokens) => tokens.filter((token) => !ends.includes(token)));
      expect(answers.map((logprobs) => logprobs.map(({ tokenId }) => tokenId))).toEqual(written);
      expect(written.flat().length).toBeGreaterThan(100);
    }
    expect(expected[1]).not.toEqual(expected[0]);
    await model.adapters!.unload('one');
  });

  async function endsOf(folder: string): Promise<number[]> {
    const text = await readFile(join(folder, 'genai_config.json'), 'utf8');
    const { model: settings } = JSON.parse(text) as { model: { eos_token_id: number | number[] } };
    return [settings.eos_token_id].flat();
  }
});

describe('while others stream', () => {
  /** Three that go on until they are told to stop. */
  async function streaming<T>(work: () => Promise<T>): Promise<{ result: T; tokens: number }> {
    const controller = new AbortController();
    let tokens = 0;
    const streams = Array.from({ length: 3 }, async (_, stream) => {
      const prompt = { type: 'text', text: `${counting.text} ${stream}` } as const;
      const events = model.generate({ prompt, maxTokens: 1900 }, { signal: controller.signal });
      for await (const event of events) if (event.type === 'text-delta') tokens += 1;
    });
    const over = Promise.allSettled(streams);
    await expect.poll(() => tokens, { timeout: 20_000, interval: 10 }).toBeGreaterThan(6);
    try {
      return { result: await work(), tokens };
    } finally {
      controller.abort();
      await over;
    }
  }

  it('an adapter is live in less than 300 ms, and answers as it does alone', async () => {
    const { result: durations } = await streaming(async () => {
      const each: number[] = [];
      for (let place = 0; place < 5; place += 1) {
        const startedAt = performance.now();
        await model.adapters!.load({ id: `late ${place}`, path: made.adapters[1] });
        each.push(performance.now() - startedAt);
      }
      return each.toSorted((a, b) => a - b);
    });
    // The median: other programs share the machine.
    expect(durations[2]).toBeLessThan(300);
    const request = { prompt: counting, maxTokens: 12, adapters: [{ id: 'late 4', scale: 1 }] };
    const alone = await textOf(request);
    expect(await textOf({ ...request, adapters: [] })).not.toBe(alone);
    const { result: among } = await streaming(() => textOf(request));
    expect(among).toBe(alone);
  });

  it('the process that serves them is never held up', async () => {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const { tokens } = await streaming(async () => {
      delay.enable();
      await new Promise((resolve) => setTimeout(resolve, 3000));
      delay.disable();
    });
    expect(tokens).toBeGreaterThan(30);
    expect(delay.percentile(99) / 1e6).toBeLessThan(20);
  });
});

describe('a prompt', () => {
  it('is given up in the middle of being read', async () => {
    const text = 'The whale is the largest animal that has ever lived. '.repeat(140);
    const controller = new AbortController();
    const attempt = async (): Promise<void> => {
      for await (const event of model.generate({ prompt: { type: 'text', text } }, { signal: controller.signal })) {
        expect(event.type).toBe('generation-start');
        setTimeout(() => controller.abort(), 200);
      }
    };
    await expect(attempt()).rejects.toMatchObject({ code: 'ABORTED' });
    const abortedAt = performance.now();
    await expect.poll(async () => (await model.status()).activeRequests, { interval: 5 }).toBe(0);
    expect(performance.now() - abortedAt).toBeLessThan(300);
    expect(await textOf({ prompt: counting, maxTokens: 4 })).not.toBe('');
  });
});

describe.runIf(process.platform === 'linux')('what the engine does beside computing', () => {
  it('opens no connection and writes no file', async () => {
    const home = await mkdtemp(join(tmpdir(), 'tuneloop-home-'));
    const trace = join(home, 'trace.txt');
    const calls = 'socket,connect,bind,sendto,openat,creat,mkdir,mkdirat,rename,renameat,renameat2';
    const {
      ORT_DISABLE_TELEMETRY: _told,
      NODE_OPTIONS: _options,
      NODE_COMPILE_CACHE: _cache,
      ...environment
    } = process.env;
    const program = [process.execPath, '--conditions=@tuneloop/source', beside('generate-process.ts')];
    const args = ['-f', '-qq', '-e', `trace=${calls}`, '-o', trace, ...program, made.folder, libraryFolder];
    try {
      expect(await run('strace', args, '', { ...environment, HOME: home })).not.toBe('');
      const lines = (await readFile(trace, 'utf8')).split('\n');
      expect(lines.filter((line) => line.includes('libonnxruntime-genai')).length).toBeGreaterThan(0);
      const isWrite = (line: string): boolean => /O_WRONLY|O_RDWR|O_CREAT|creat\(|mkdir|rename/.test(line);
      expect(lines.filter((line) => isWrite(line) && !line.includes('"/dev/null"'))).toEqual([]);
      expect(lines.filter((line) => /(?:socket|connect|bind|sendto)\(/.test(line))).toEqual([]);
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });
});
