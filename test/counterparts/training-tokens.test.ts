import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createLlamaCppEngine } from '../../packages/runtime/src/llama-cpp/index.ts';
import { embeddedModelPath } from '../../packages/runtime/test/embedded-model-path.ts';

/** Whatever pre-tokenisers tell apart. */
const words = [
  'Hello',
  'world',
  "don't",
  "WE'LL",
  'camelCaseWord',
  'ÄÖÜ',
  'straße',
  'naïve',
  '日本語',
  'привет',
  'ñ',
  'ﬁ',
];
const digits = ['7', '42', '2024', '1234567', '３', '½'];
const spaces = [' ', '  ', '    ', '\n', '\n\n', '\r\n', '\t', '\u{A0}'];
const others = ['.', ', ', '!?', '...', '/', '//', '<tag>', '{"a":', '$5', '#', '—', '“', 'e\u{301}', 'หนี้', '🙂', '👩‍👩‍👧'];
const parts = [...words, ...digits, ...spaces, ...others, '<|im_end|>', '<|im_start|>'];

let folder: string;
let model: string;
let texts: string[];
let tokens: Record<string, number[][]>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'training-tokens-'));
  model = await embeddedModelPath();
  texts = ['', ...parts, ...parts.map((part) => `a ${part} b`), ...mixtures(400)];
  const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  const run = promisify(execFile)(
    inject('trainingPython'),
    [here('training/gguf_tokens.py'), here('../../packages/lora/python'), model, folder],
    { env: { ...process.env, OMP_NUM_THREADS: '1' }, maxBuffer: 2 ** 28 },
  );
  run.child.stdin?.end(JSON.stringify(texts));
  tokens = JSON.parse((await run).stdout) as typeof tokens;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Parts in some order, the same at every run. */
function mixtures(count: number): string[] {
  let state = 1;
  const next = (below: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: 2 + next(6) }, () => parts[next(parts.length)]).join(''),
  );
}

it.each(['own', 'gpt-2', 'smollm', 'qwen2', 'qwen35', 'llama-bpe', 'tekken', 'gpt-4o'])(
  '%s: training cuts text as serving does',
  async (name) => {
    const engine = createLlamaCppEngine({ slots: 1, contextSize: 64, threads: 1, gpuLayers: 0 });
    await using served = await engine.load({ id: name, path: name === 'own' ? model : join(folder, `${name}.gguf`) });
    const wrong: [string, number[], number[]][] = [];
    for (const [index, text] of texts.entries()) {
      const expected = await served.tokenizer!.tokenize(text);
      const trained = tokens[name]![index]!;
      if (expected.join(',') !== trained.join(',')) wrong.push([text, expected, trained]);
    }
    expect(wrong).toEqual([]);
  },
);

// With this vocabulary, that has no token of several digits.
it('the texts tell four ways to cut from one another', () => {
  const different = new Set(Object.values(tokens).map((lists) => JSON.stringify(lists)));
  expect(different.size).toBeGreaterThanOrEqual(4);
});
