import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  trainingConfigSchema,
  writeDistributedFiles,
  type TrainingEvent,
  type TrainingSettings,
} from '../../packages/lora/src/index.ts';
import { deepSpeedConfig } from '../../packages/lora/src/distributed/deepspeed-config.ts';
import { fsdpConfig } from '../../packages/lora/src/distributed/fsdp-config.ts';
import { createPeftDriver } from '../../packages/lora/src/peft/index.ts';
import { writeTestLanguageModel, writeTestPeftAdapter } from '../../packages/runtime/src/testing/index.ts';
import { writeRows } from './training/made-rows.ts';
import { trainMany, type Task, type TrainerEvent } from './training/many-trainings.ts';
import { configOf, runOf, type Case } from './training/training-cases.ts';

const length = { type: 'length', tokens: 6, weight: 0.5 } as const;

/** Each trains an epoch of sixteen rows, after those that it is made from. */
const methods: Record<string, { rows: string; settings: TrainingSettings; startFrom?: string }> = {
  sft: { rows: 'sft', settings: {} },
  'sft, packed': { rows: 'sft', settings: { packing: true, epochs: 2 } },
  'sft, DoRA': { rows: 'sft', settings: { lora: { variant: 'dora' } } },
  'sft, rsLoRA': { rows: 'sft', settings: { lora: { variant: 'rslora' } } },
  'sft, whole model': { rows: 'sft', settings: { tuning: 'full', gradientCheckpointing: true } },
  'sft, base in 4 bits': { rows: 'sft', settings: { quantization: '4bit' } },
  'sft, base in 8 bits': { rows: 'sft', settings: { quantization: '8bit' } },
  'sft, for TensorBoard': { rows: 'sft', settings: { tensorboard: true } },
  'sft, gone on from an adapter': { rows: 'sft', settings: {}, startFrom: 'sft' },
  dpo: { rows: 'preferences', settings: { method: 'dpo', beta: 0.2 } },
  'dpo, ipo': { rows: 'preferences', settings: { method: 'dpo', lossType: 'ipo' } },
  'dpo, gone on from an adapter': { rows: 'preferences', settings: { method: 'dpo' }, startFrom: 'sft' },
  'dpo, quantisation-aware': { rows: 'preferences', settings: { method: 'dpo', qat: 'int8' } },
  kto: { rows: 'thumbs', settings: { method: 'kto' } },
  orpo: { rows: 'preferences', settings: { method: 'orpo' } },
  reward: { rows: 'preferences', settings: { method: 'reward' } },
};

/** Those whose next step after a stop is compared; `rows` are read twice. */
const resumed: Record<string, { rows: string; settings: TrainingSettings }> = {
  sft: { rows: 'sft', settings: { epochs: 2, lora: { dropout: 0.2 } } },
  dpo: { rows: 'preferences', settings: { epochs: 2, method: 'dpo' } },
  grpo: { rows: 'prompts', settings: { maxSteps: 6, method: 'grpo', beta: 0.05, maxNewTokens: 6, rewards: [length] } },
  ppo: { rows: 'prompts', settings: { epochs: 2, method: 'ppo', maxNewTokens: 6 } },
};

const long: TrainingSettings = {
  maxSteps: 150,
  batchSize: 12,
  learningRate: 5e-3,
  schedule: 'constant',
  warmupRatio: 0,
  lora: { rank: 16 },
  checkpoint: { everySteps: 1000 },
};

/** Six steps, of four rows each whether one process takes them or two. */
const twoPasses: TrainingSettings = { epochs: 2, batchSize: 2 };

let folder: string;
const tasks: Task[] = [];
const names: string[] = [];
const results = new Map<string, unknown>();
let files: Awaited<ReturnType<typeof writeDistributedFiles>>;

function add(name: string, task: Task): void {
  names.push(name);
  tasks.push(task);
}

function train(name: string, about: Case): void {
  add(name, { train: configOf(folder, name, about) });
}

const output = (name: string): string => join(folder, name, 'output');
const rowsOf = (name: string): string => join(folder, `${name}.jsonl`);
const events = (name: string): TrainerEvent[] => results.get(name) as TrainerEvent[];
const steps = (name: string): TrainerEvent[] => events(name).filter(({ type }) => type === 'step');
const loss = (name: string): number => results.get(name) as number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'training-methods-'));
  await writeRows(folder);
  add('base', { base: join(folder, 'base') });
  for (const [name, { startFrom, ...about }] of Object.entries(methods)) {
    const from = startFrom === undefined ? {} : { startFrom: output(startFrom) };
    train(name, { ...about, ...from, validation: about.rows });
  }
  const judge = [{ type: 'model' as const, folder: output('reward'), weight: 1 }];
  train('grpo', {
    rows: 'prompts',
    validation: 'prompts',
    settings: {
      method: 'grpo',
      maxNewTokens: 8,
      rewards: [
        length,
        { type: 'regex', pattern: '[a-m]', weight: 1 },
        { type: 'column', column: 'answer', weight: 1 },
        { type: 'json-schema', schema: { type: 'object' }, weight: 1 },
      ],
    },
  });
  train('grpo, by a reward model', { rows: 'prompts', settings: { method: 'grpo', maxNewTokens: 6, rewards: judge } });
  train('ppo', {
    rows: 'prompts',
    validation: 'prompts',
    settings: { method: 'ppo', maxNewTokens: 8, rewards: judge },
  });
  add('mixture', { base: join(folder, 'mixture'), experts: 4 });
  for (const experts of [true, false]) {
    const name = experts ? 'sft, with experts' : 'sft, without experts';
    train(name, { rows: 'sft', base: join(folder, 'mixture'), settings: { lora: { experts } } });
  }
  train('not a number', { rows: 'sft', settings: { learningRate: 1, weightDecay: 1e30, epochs: 3 } });
  for (const [name, { rows, settings }] of Object.entries(resumed)) {
    const about = { rows, settings: { ...settings, ...(settings.method === 'ppo' && { rewards: judge }) } };
    train(`${name}, whole`, about);
    const stopped = configOf(folder, `${name}, stopped`, about);
    add(`${name}, stopped`, { train: stopped, stop_after: 3 });
    add(`${name}, resumed`, { train: stopped, resume: true });
  }
  train('one process', { rows: 'sft', settings: { ...twoPasses, gradientAccumulation: 2 } });
  await addStrangeAdapter();
  addQuantisation();
  addContinual();
  await addDistributed();
  const all = await trainMany(inject('trainingPython'), tasks);
  for (const [at, name] of names.entries()) results.set(name, all[at]);
}, 600_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

async function addStrangeAdapter(): Promise<void> {
  const gguf = join(folder, 'other.gguf');
  await writeTestLanguageModel({ path: gguf });
  const startFrom = join(folder, 'other-adapter');
  await writeTestPeftAdapter({ base: gguf, folder: startFrom });
  train('from an adapter of another base', { rows: 'sft', settings: {}, startFrom });
}

function addQuantisation(): void {
  add('blocks Q8_0', { blocks: 'Q8_0' });
  add('blocks Q4_0', { blocks: 'Q4_0' });
  train('taught', { rows: 'earlier', settings: { ...long, maxSteps: 200, tuning: 'full' } });
  for (const qat of ['none', 'int4'] as const) {
    const name = `quantisation, ${qat}`;
    const loss = output('taught');
    train(name, { rows: 'hard', base: loss, settings: { ...long, qat } });
    add(`${name}, exact`, { loss, rows: rowsOf('hard'), adapter: output(name) });
    add(`${name}, Q4_0`, { loss, rows: rowsOf('hard'), adapter: output(name), quantised: 'Q4_0' });
  }
}

function addContinual(): void {
  const earlier = { data: rowsOf('earlier') };
  const ways: Record<string, TrainingSettings['continual']> = {
    plain: {},
    ewc: { ewc: { ...earlier, lambda: 1e4, samples: 24 } },
    replay: { replay: { ...earlier, fraction: 0.75 } },
  };
  for (const tuning of ['lora', 'full'] as const) {
    for (const [way, continual] of Object.entries(ways)) {
      const name = `${tuning}, ${way}`;
      const settings = { ...long, tuning, maxSteps: 60, batchSize: 8, learningRate: 2e-3, continual };
      train(name, { rows: 'later', base: output('taught'), settings });
      const made = tuning === 'full' ? { loss: output(name) } : { loss: output('taught'), adapter: output(name) };
      add(`${name}, earlier task`, { ...made, rows: rowsOf('earlier') });
      add(`${name}, later task`, { ...made, rows: rowsOf('later') });
    }
  }
  add('earlier task before', { loss: output('taught'), rows: rowsOf('earlier') });
}

async function addDistributed(): Promise<void> {
  const config = (strategy: 'zero2' | 'zero3' | 'fsdp') =>
    trainingConfigSchema.parse({ distributed: { processes: 2, nodes: 2, master: 'first:29500', strategy } });
  files = await writeDistributedFiles(join(folder, 'distributed'), config('zero3'));
  add('accelerate', { accelerate: files.accelerate });
  add('zero2', { deepspeed: deepSpeedConfig(config('zero2')) });
  add('zero3', { deepspeed: deepSpeedConfig(config('zero3')) });
  add('fsdp', { fsdp: fsdpConfig(config('fsdp')) });
}

describe('every method takes real steps', () => {
  const others = ['grpo', 'grpo, by a reward model', 'ppo', 'sft, with experts', 'sft, without experts'];
  it.each([...Object.keys(methods), ...others])('%s', async (name) => {
    const all = events(name);
    expect(all.at(-1)).toMatchObject({ type: 'done' });
    const taken = steps(name);
    expect(taken.length).toBeGreaterThan(1);
    for (const step of taken) expect(Number.isFinite(step.loss)).toBe(true);
    expect(all.filter(({ type }) => type === 'checkpoint').length).toBeGreaterThan(0);
    const made = await readdir(output(name));
    expect(made).toContain(all.at(-1)!.result!.tuning === 'full' ? 'model.safetensors' : 'adapter_model.safetensors');
    expect(made).not.toContain('training_args.bin');
  });

  it.each([...Object.keys(methods), 'grpo'])('%s is measured on held-out rows', (name) => {
    expect(events(name).at(-1)!.result!.evaluation_loss).toEqual(expect.any(Number));
  });

  it('tells of its speed, its schedule and what the method measures', () => {
    expect(steps('dpo').at(-1)).toMatchObject({
      learning_rate: expect.any(Number),
      tokens_per_second: expect.any(Number),
      eta_seconds: 0,
      metrics: { 'rewards/margins': expect.any(Number), 'rewards/accuracies': expect.any(Number) },
    });
    expect(steps('grpo').at(-1)!.metrics).toHaveProperty('rewards/regex/mean');
    expect(steps('ppo').at(-1)!.metrics).toHaveProperty('objective/scores');
  });

  it('learns: preferred answers become likelier than others', () => {
    expect(steps('dpo').at(-1)!.loss).toBeLessThan(steps('dpo')[0]!.loss! - 1e-3);
    expect(steps('reward').at(-1)!.loss).toBeLessThan(steps('reward')[0]!.loss!);
  });

  it.each([
    ['sft, DoRA', { use_dora: true, use_rslora: false }],
    ['sft, rsLoRA', { use_dora: false, use_rslora: true }],
    ['sft', { r: 4, lora_alpha: 8, use_dora: false, use_rslora: false }],
  ])('%s is what the adapter says it is', async (name, expected) => {
    const config: unknown = JSON.parse(await readFile(join(output(name), 'adapter_config.json'), 'utf8'));
    expect(config).toMatchObject(expected);
  });

  it('changes the experts of a mixture where it is asked to', async () => {
    const targets = async (name: string): Promise<unknown> => {
      const text = await readFile(join(output(name), 'adapter_config.json'), 'utf8');
      return (JSON.parse(text) as { target_parameters: string[] | null }).target_parameters?.toSorted() ?? [];
    };
    expect(await targets('sft, with experts')).toEqual(['mlp.experts.down_proj', 'mlp.experts.gate_up_proj']);
    expect(await targets('sft, without experts')).toEqual([]);
  });

  it('begins where the adapter that it goes on from ended', () => {
    expect(steps('sft, gone on from an adapter')[0]!.loss).toBeLessThan(steps('sft')[0]!.loss!);
  });

  it('writes what TensorBoard reads', async () => {
    const logs = await readdir(join(folder, 'sft, for TensorBoard', 'logs', 'tensorboard'));
    expect(logs.some((name) => name.startsWith('events.out.tfevents'))).toBe(true);
  });

  it('ends at once when the loss is not a number any more', () => {
    const last = events('not a number').at(-1);
    expect(last).toMatchObject({ type: 'error', code: 'OUTPUT_INVALID', reason: 'not_a_number' });
    expect(last!.message).toMatch(/not a number.*learningRate/);
  });

  it('refuses to go on from an adapter of another base', () => {
    expect(events('from an adapter of another base').at(-1)).toMatchObject({
      type: 'error',
      code: 'ADAPTER_INVALID',
      message: expect.stringMatching(/not made for this base/),
    });
  });
});

it.each(Object.keys(resumed))('%s goes on after a stop with the very losses of an uninterrupted run', (name) => {
  expect(events(`${name}, stopped`).at(-1)).toMatchObject({ type: 'error', code: 'ABORTED' });
  const after = steps(`${name}, resumed`);
  expect(after.length).toBeGreaterThan(0);
  const whole = steps(`${name}, whole`).filter(({ step }) => step! >= after[0]!.step!);
  expect(after.map((step) => [step.step, step.loss])).toEqual(whole.map((step) => [step.step, step.loss]));
});

describe('quantisation-aware training', () => {
  it.each(['Q8_0', 'Q4_0'])('rounds as %s does, to the bit', (name) => {
    expect(results.get(`blocks ${name}`)).toBe(0);
  });

  it('loses less when the weights are quantised afterwards', () => {
    const rise = (qat: string) => loss(`quantisation, ${qat}, Q4_0`) - loss(`quantisation, ${qat}, exact`);
    expect(loss('quantisation, none, exact')).toBeLessThan(0.1);
    expect(loss('quantisation, int4, exact')).toBeLessThan(0.1);
    expect(rise('none')).toBeGreaterThan(5e-4);
    expect(rise('int4')).toBeLessThan(rise('none') / 2);
  });
});

describe.each(['lora', 'full'])('a later task after an earlier one, %s', (tuning) => {
  const forgotten = (way: string) => loss(`${tuning}, ${way}, earlier task`) - loss('earlier task before');

  it('is learned at the price of the earlier one where nothing is done', () => {
    expect(loss('earlier task before')).toBeLessThan(0.1);
    expect(loss(`${tuning}, plain, later task`)).toBeLessThan(0.1);
    expect(forgotten('plain')).toBeGreaterThan(1);
  });

  it('costs less than half of that with elastic weight consolidation', () => {
    expect(forgotten('ewc')).toBeLessThan(forgotten('plain') / 2);
    expect(loss(`${tuning}, ewc, later task`)).toBeLessThan(0.5);
  });

  it('costs next to nothing with replay', () => {
    expect(forgotten('replay')).toBeLessThan(forgotten('plain') / 10);
    expect(loss(`${tuning}, replay, later task`)).toBeLessThan(0.5);
  });
});

describe('configurations of several processes', () => {
  it("is read by accelerate's own reader", () => {
    expect(results.get('accelerate')).toEqual({ type: 'DEEPSPEED', processes: 4, machines: 2 });
  });

  it('is read by what hands it to DeepSpeed', () => {
    expect(results.get('zero2')).toEqual({ zero2: true, zero3: false, offload: false });
    expect(results.get('zero3')).toEqual({ zero2: false, zero3: true, offload: false });
  });

  it('is read by what hands it to PyTorch', () => {
    expect(results.get('fsdp')).toMatchObject({
      fsdp_version: '2',
      reshard_after_forward: 'True',
      state_dict_type: 'FULL_STATE_DICT',
    });
  });
});

describe('through the driver', () => {
  const trained = async (name: string, about: Case): Promise<TrainingEvent[]> => {
    const driver = createPeftDriver({ cacheFolder: folder, python: inject('trainingPython'), offline: true });
    const all: TrainingEvent[] = [];
    for await (const event of driver.train(runOf(folder, name, about))) all.push(event);
    return all;
  };
  const losses = (all: TrainingEvent[]): number[] =>
    all.flatMap((event) => (event.type === 'step' ? [event.loss] : []));

  it('sft tells of all that it does, in order', async () => {
    const all = await trained('driven sft', { rows: 'sft', validation: 'later', settings: {} });
    const phases = all.flatMap((event) => (event.type === 'phase' ? [event.phase] : []));
    expect(phases.slice(-5)).toEqual(['import', 'data', 'load', 'train', 'save']);
    expect(losses(all)).toEqual(steps('sft').map((step) => step.loss));
    expect(all).toContainEqual({ type: 'warning', message: expect.stringContaining('4 of 16 rows are left out') });
    expect(all.at(-1)).toMatchObject({ type: 'done', result: { steps: 3, evaluationLoss: expect.any(Number) } });
  });

  it('two processes agree with one', async () => {
    const two = await trained('two', { rows: 'sft', settings: { ...twoPasses, distributed: { processes: 2 } } });
    expect(losses(two)).toHaveLength(6);
    for (const [at, step] of steps('one process').entries()) expect(losses(two)[at]).toBeCloseTo(step.loss!, 4);
    expect(two.at(-1)).toMatchObject({ type: 'done' });
  });
});
