import type { Schemas } from '../api/client.ts';

export const methods = ['sft', 'dpo', 'kto', 'orpo', 'reward'] as const;
export type Method = (typeof methods)[number];
export const sources = ['file', 'export', 'ratings'] as const;
export type Source = (typeof sources)[number];

/** The fields of the form, as they are written into it; empty: left to the server. */
export interface TrainingForm {
  source: Source;
  file: string;
  export: string;
  method: Method;
  model: string;
  name: string;
  epochs: string;
  maxSteps: string;
  rank: string;
  learningRate: string;
  batchSize: string;
  maxLength: string;
  quantization: 'none' | '8bit' | '4bit' | 'auto';
  variant: 'plain' | 'rslora' | 'dora';
  schedule: 'cosine' | 'linear' | 'constant' | 'constant_with_warmup';
  seed: string;
  continueFrom: string;
  validation: string;
  maxProblems: string;
  promote: 'if' | 'always' | 'never';
  promoteIf: string;
  judge: string;
}

export const emptyForm: TrainingForm = {
  source: 'file',
  file: '',
  export: '',
  method: 'sft',
  model: '',
  name: '',
  epochs: '',
  maxSteps: '',
  rank: '',
  learningRate: '',
  batchSize: '',
  maxLength: '',
  quantization: 'none',
  variant: 'plain',
  schedule: 'cosine',
  seed: '',
  continueFrom: '',
  validation: '',
  maxProblems: '',
  promote: 'if',
  promoteIf: '',
  judge: '',
};

export type TrainingRequest = Schemas['TrainingRequest'];

/** Whether there is something to learn from. */
export const hasData = (form: TrainingForm): boolean => form.source === 'ratings' || form[form.source] !== '';

const number = (value: string): number | undefined => (value.trim() === '' ? undefined : Number(value));
const word = (value: string): string | undefined => value.trim() || undefined;

/** What the form asks for; only what was chosen otherwise than the server would. */
export function requestOf(form: TrainingForm): TrainingRequest {
  const { method, quantization, variant, schedule, source } = form;
  const lora = withoutEmpty({ rank: number(form.rank), variant: variant === 'plain' ? undefined : variant });
  const settings = withoutEmpty({
    method,
    epochs: number(form.epochs),
    maxSteps: number(form.maxSteps),
    learningRate: number(form.learningRate),
    batchSize: number(form.batchSize),
    maxLength: number(form.maxLength),
    quantization: quantization === 'none' ? undefined : quantization,
    schedule: schedule === 'cosine' ? undefined : schedule,
    seed: number(form.seed),
    lora: Object.keys(lora).length > 0 ? lora : undefined,
  });
  return withoutEmpty({
    data: source === 'export' ? { export: form.export } : { file: form.file },
    model: word(form.model),
    name: word(form.name),
    settings,
    validation: number(form.validation),
    max_problems: number(form.maxProblems),
    continue_from: word(form.continueFrom),
    promote: form.promote === 'if' ? undefined : form.promote,
    promote_if: word(form.promoteIf),
    judge: word(form.judge),
  }) as TrainingRequest;
}

/** What of the form the loop takes. */
export function loopRequestOf({ method, model, name, promoteIf }: TrainingForm): Schemas['LoopRunRequest'] {
  const learned = method === 'reward' ? 'sft' : method;
  return withoutEmpty({
    method: learned,
    model: word(model),
    name: word(name),
    promote_if: word(promoteIf),
    min_ratings: 1,
  });
}

/** The form of a run that there was, for another one: its settings and, where it is known, its data. */
export function formOf(settings: Readonly<Record<string, unknown>>, form: TrainingForm): TrainingForm {
  const { lora, ...rest } = settings as Record<string, unknown> & { lora?: Record<string, unknown> };
  const shown = (value: unknown): string =>
    typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  const chosen = <Value extends string>(value: unknown, values: readonly Value[], otherwise: Value): Value =>
    values.find((candidate) => candidate === value) ?? otherwise;
  return {
    ...form,
    method: chosen(rest['method'], methods, form.method),
    epochs: shown(rest['epochs']),
    maxSteps: shown(rest['maxSteps']),
    rank: shown(lora?.['rank']),
    learningRate: shown(rest['learningRate']),
    batchSize: shown(rest['batchSize']),
    maxLength: shown(rest['maxLength']),
    quantization: chosen(rest['quantization'], ['none', '8bit', '4bit', 'auto'], 'none'),
    variant: chosen(lora?.['variant'], ['plain', 'rslora', 'dora'], 'plain'),
    schedule: chosen(rest['schedule'], ['cosine', 'linear', 'constant', 'constant_with_warmup'], 'cosine'),
    seed: shown(rest['seed']),
  };
}

function withoutEmpty<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;
}
