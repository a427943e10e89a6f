import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createPeftDriver } from '../../packages/lora/src/peft/index.ts';
import {
  checkTemplate,
  inspectRows,
  planTraining,
  prepareData,
  requireSameTemplate,
  runFolder,
  trainingConfigSchema,
  type InspectedSequence,
  type TrainingMethod,
} from '../../packages/lora/src/index.ts';
import type { LoadedModel } from '../../packages/protocol/src/index.ts';
import { defaultCacheFolder } from '../../packages/runtime/src/index.ts';
import { createLlamaCppEngine } from '../../packages/runtime/src/llama-cpp/index.ts';
import { embeddedModelPath } from '../../packages/runtime/test/embedded-model-path.ts';

const python = inject('trainingPython');
const script = fileURLToPath(new URL('training/trl_tokens.py', import.meta.url));

type Trl = {
  sft: { tokens: number[]; labels: number[] }[];
  dpo: Record<'prompt' | 'chosen' | 'rejected', number[]>[];
  kto: Record<'prompt' | 'completion', number[]>[];
};

let root: string;
let trl: Trl;

async function rowsOf(method: TrainingMethod): Promise<string> {
  const folder = runFolder(join(root, method));
  const source = join(root, `source-${method}.jsonl`);
  const word = (index: number): string => `${'answer '.repeat(index + 1)}Grüße 🙂 ${index}`;
  const rows = Array.from({ length: 6 }, (_, index) =>
    method === 'sft'
      ? {
          messages: [
            ...(index % 2 === 0 ? [{ role: 'system', content: 'system' }] : []),
            { role: 'user', content: `question ${index}?` },
            { role: 'assistant', content: word(index) },
            { role: 'user', content: ' And\n\nnow? ' },
            { role: 'assistant', content: '', tool_calls: [{ function: { name: 'f', arguments: { a: index } } }] },
          ],
          ...(index === 3 && { tools: [{ type: 'function', function: { name: 'f', parameters: {} } }] }),
        }
      : { prompt: `question ${index}?`, chosen: word(index), rejected: `no ${index}` },
  );
  await writeFile(source, rows.map((row) => JSON.stringify(row)).join('\n'));
  await prepareData({ source, method, folder, validation: 0 });
  await writeFile(join(root, `${method}.jsonl`), await readFile(folder.train));
  return folder.train;
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'training-data-'));
  for (const method of ['sft', 'dpo', 'kto'] as const) await rowsOf(method);
  const { stdout } = await promisify(execFile)(python, [script, root], {
    env: { ...process.env, OMP_NUM_THREADS: '1', HF_HUB_OFFLINE: '1', TOKENIZERS_PARALLELISM: 'false' },
    maxBuffer: 2 ** 26,
  });
  trl = JSON.parse(stdout.trim().split('\n').at(-1)!) as Trl;
});

afterAll(() => rm(root, { recursive: true, force: true }));

async function inspected(method: TrainingMethod): Promise<InspectedSequence[][]> {
  const { rows } = await inspectRows({
    python,
    baseFolder: join(root, 'base'),
    method,
    rowsFile: join(root, method, 'data', 'train.jsonl'),
    maxLength: 64,
    count: 100,
  });
  return rows.map(({ sequences }) => [...sequences]);
}

describe('what is shown is what TRL trains on', () => {
  it('sft: the same tokens, and the same are learned', async () => {
    const ours = (await inspected('sft')).map(([sequence]) => sequence!);
    expect(ours).toHaveLength(12);
    // Some rows are cut here, and TRL leaves out those of which nothing is left to learn from.
    const kept = ours.filter(({ answer, used }) => answer < used);
    expect(kept.length).toBeLessThan(12);
    expect(kept.some(({ tokens, used }) => used < tokens.length)).toBe(true);
    expect(kept.map(({ tokens, used }) => tokens.slice(0, used))).toEqual(trl.sft.map(({ tokens }) => tokens));
    const learned = kept.map(({ tokens, answer, used }) =>
      tokens.slice(0, used).map((id, place) => (place < answer ? -100 : id)),
    );
    expect(learned).toEqual(trl.sft.map(({ labels }) => labels));
    for (const { tokens, pieces } of ours) expect(pieces).toHaveLength(tokens.length);
    expect(ours[0]!.pieces.join('')).toContain('<|im_start|>assistant\nanswer Grüße 🙂 0<|im_end|>\n');
  });

  it('dpo and kto: the same prompts and answers', async () => {
    const parts = ({ tokens, answer }: InspectedSequence): [number[], number[]] => [
      tokens.slice(0, answer),
      tokens.slice(answer),
    ];
    const pairs = (await inspected('dpo')).map((pair) => pair.map(parts));
    // TRL leaves out pairs whose prompt alone fills what is allowed; there is none here.
    expect(pairs).toEqual(
      trl.dpo.map(({ prompt, chosen, rejected }) => [
        [prompt, chosen],
        [prompt, rejected],
      ]),
    );
    const judged = (await inspected('kto')).map(([sequence]) => parts(sequence!));
    expect(judged).toEqual(trl.kto.map(({ prompt, completion }) => [prompt, completion]));
  });
});

it('a template that refuses a row is told with its line', async () => {
  const chatTemplate = "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system here') }}{% endif %}x";
  const refused = inspectRows({
    python,
    baseFolder: join(root, 'base'),
    chatTemplate,
    method: 'sft',
    rowsFile: join(root, 'sft', 'data', 'train.jsonl'),
    maxLength: 64,
  });
  await expect(refused).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringContaining('Row 1 of train.jsonl') as unknown,
    details: { reason: 'template', line: 1 },
  });
});

describe('with the embedded model', () => {
  let baseFolder: string;
  let model: LoadedModel;

  beforeAll(async () => {
    const path = await embeddedModelPath();
    const cacheFolder = defaultCacheFolder(process.env, process.platform);
    baseFolder = await createPeftDriver({ cacheFolder, offline: true, python }).baseFolder({ type: 'gguf', path });
    model = await createLlamaCppEngine({ contextSize: 512 }).load({ id: 'embedded', path });
  });

  afterAll(() => model[Symbol.asyncDispose]());

  it('training and serving write the same, and another template is told apart', async () => {
    const serving = model.tokenizer!;
    expect(await checkTemplate({ python, baseFolder, serving })).toEqual({ matches: true });
    const chatTemplate =
      '{% for message in messages %}<|{{ message.role }}|>\n{{ message.content }}</s>\n{% endfor %}<|assistant|>\n';
    const other = await checkTemplate({ python, baseFolder, serving, chatTemplate });
    expect(other).toMatchObject({
      matches: false,
      difference: expect.stringMatching(/^Of a conversation \(user\) .* training writes "user\|>/) as unknown,
    });
    expect(() => requireSameTemplate(other)).toThrow('Training would write conversations otherwise than serving does');
  });

  it('a plan takes seconds, and knows the model', async () => {
    const folder = runFolder(join(root, 'dpo'));
    const begin = performance.now();
    const plan = await planTraining({
      run: {
        id: 'run_1',
        folder: folder.folder,
        base: { type: 'folder', path: baseFolder },
        config: trainingConfigSchema.parse({ method: 'dpo', batchSize: 2 }),
        data: { train: folder.train },
      },
      python,
      baseFolder,
      device: 'cpu',
    });
    expect(performance.now() - begin).toBeLessThan(60_000);
    expect(plan).toMatchObject({
      rows: 6,
      steps: 9,
      parameters: 134_515_008,
      trainedParameters: 4_884_480,
      cutRows: 0,
    });
    // Its weights in fp32, and the program.
    expect(plan.memoryBytes).toBeGreaterThan(1.5e9);
    expect(plan.memoryBytes).toBeLessThan(3e9);
  });
});
