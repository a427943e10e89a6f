import { readFilters, whereOf, type DataFilters } from '../filters.ts';

/** The formats that the server writes, by what they are for. */
export const datasetFormats = [
  'sft',
  'dpo',
  'kto',
  'reward',
  'ppo',
  'grpo',
  'openai-sft',
  'openai-preference',
  'trlx-ppo',
  'trlx-ilql',
  'trlx-dpo',
  'stepwise',
  'sharegpt',
  'alpaca',
] as const;

export type DatasetFormat = (typeof datasetFormats)[number];

const choices = {
  answers: ['good', 'not-bad', 'all'],
  sft: ['messages', 'prompt-completion'],
  reward: ['pairs', 'scores'],
  template: ['chatml', 'llama-2', 'alpaca', 'completion'],
  redact: ['off', 'pii'],
} as const;

const ranges = {
  max_pairs_per_prompt: [1, 1000],
  min_authors: [1, 100],
  min_agreement: [0, 1],
  good_score: [1, 5],
  bad_score: [1, 5],
  /** Shares of the conversations. */
  validation: [0, 0.9],
  test: [0, 0.9],
} as const;

const switches = ['reasoning', 'tools', 'system', 'truncated', 'conversations'] as const;

type Choices = { [Name in keyof typeof choices]?: (typeof choices)[Name][number] };
type Numbers = { [Name in keyof typeof ranges]?: number };
type Switches = { [Name in (typeof switches)[number]]?: boolean };

/** What shapes a dataset, as the page's address keeps it; what is left out is the server's default. */
export interface DatasetSettings extends Choices, Numbers, Switches {
  format?: DatasetFormat;
  seed?: string;
}

export type DatasetSearch = DatasetSettings & DataFilters;

/** The settings of an address; what cannot be one is left out. */
export function readSettings(search: Readonly<Record<string, unknown>>): DatasetSettings {
  const settings: Record<string, unknown> = {};
  const format = datasetFormats.find((each) => each === search['format']);
  if (format) settings['format'] = format;
  for (const [name, values] of Object.entries(choices)) {
    const value = (values as readonly string[]).find((each) => each === search[name]);
    if (value !== undefined) settings[name] = value;
  }
  for (const [name, [least, most]] of Object.entries(ranges)) {
    const value = Number(search[name]);
    if (search[name] !== undefined && search[name] !== '' && value >= least && value <= most) settings[name] = value;
  }
  for (const name of switches) if (typeof search[name] === 'boolean') settings[name] = search[name];
  const { seed } = search;
  if ((typeof seed === 'string' || typeof seed === 'number') && seed !== '') settings['seed'] = String(seed);
  return settings;
}

export function readDatasetSearch(search: Readonly<Record<string, unknown>>): DatasetSearch {
  return { ...readFilters(search), ...readSettings(search) };
}

/** What an export is asked for with. */
export function exportBody(search: DatasetSearch): { format: string; where: ReturnType<typeof whereOf> } {
  const { format = 'sft', validation = 0, test = 0, seed, ...settings } = readSettings({ ...search });
  const split = validation + test > 0 ? { split: { validation, test, ...(seed && { seed }) } } : {};
  return { format, where: whereOf(readFilters({ ...search })), ...split, ...settings };
}

/** Settings that change something for some formats alone. */
export type FormatOption = 'answers' | 'sft' | 'reward' | 'max_pairs_per_prompt' | 'template';

const formatsOf: Readonly<Record<FormatOption, ReadonlySet<DatasetFormat>>> = {
  answers: new Set(['sft', 'openai-sft', 'sharegpt', 'alpaca']),
  sft: new Set(['sft']),
  reward: new Set(['reward']),
  max_pairs_per_prompt: new Set(['dpo', 'openai-preference', 'reward', 'trlx-dpo']),
  template: new Set(['trlx-ppo', 'trlx-ilql', 'trlx-dpo', 'stepwise']),
};

export function hasEffect(option: FormatOption, format: DatasetFormat): boolean {
  return formatsOf[option].has(format);
}
