import { TuneloopError } from '@tuneloop/protocol';
import type { ExportFormat, ExportSettingsInput, ExportWhere } from '@tuneloop/rlhf';

/** What the command's flags say of the rows. */
export interface ExportFlags {
  format?: string;
  since?: string;
  until?: string;
  where?: string[];
  validation?: number;
  test?: number;
  seed?: string;
  answers?: 'good' | 'not-bad' | 'all';
  sft?: 'messages' | 'prompt-completion';
  goodScore?: number;
  badScore?: number;
  minAuthors?: number;
  minAgreement?: number;
  maxPairs?: number;
  reward?: 'pairs' | 'scores';
  reasoning?: boolean;
  tools?: boolean;
  system?: boolean;
  truncated?: boolean;
  redact?: boolean;
  template?: 'chatml' | 'llama-2' | 'alpaca' | 'completion';
  asOf?: string;
}

/** Errors: `INVALID_REQUEST` naming the flag. */
export function exportSettingsOf(flags: ExportFlags): ExportSettingsInput {
  const { format, since, until, where = [], validation, test, seed, maxPairs, asOf } = flags;
  if (format === undefined)
    throw wrong('Say what the file is for: --format sft, dpo, kto, … (tuneloop export --help).');
  const split = { ...set({ validation, test, seed }) };
  if (seed !== undefined && validation === undefined && test === undefined) {
    throw wrong('--seed is of a split: give --validation or --test too.');
  }
  const { answers, sft, goodScore, badScore, minAuthors, minAgreement, reward } = flags;
  const { reasoning, tools, system, truncated, template, redact } = flags;
  return {
    format: format as ExportFormat,
    where: { ...readWhere(where), ...set({ since: readTime('--since', since), until: readTime('--until', until) }) },
    ...(Object.keys(split).length > 0 && { split }),
    ...set({ answers, sft, goodScore, badScore, minAuthors, minAgreement, maxPairsPerPrompt: maxPairs, reward }),
    ...set({ reasoning, tools, system, truncated, template, asOf: readTime('--as-of', asOf) }),
    ...(redact === true && { redact: 'pii' as const }),
  };
}

/** `model=qwen3`, `min-score=4`: the filters of the log by name. */
export function readWhere(texts: readonly string[]): ExportWhere {
  const where: Record<string, unknown> = {};
  for (const text of texts) {
    const at = text.indexOf('=');
    const name = text.slice(0, Math.max(0, at));
    const value = text.slice(at + 1);
    if (at <= 0 || value === '') throw wrong(`--where takes name=value, not ${JSON.stringify(text)}.`);
    const read = readers[name];
    if (!read) throw wrong(`--where has no "${name}". Names are: ${Object.keys(readers).join(', ')}.`);
    Object.assign(where, read(value));
  }
  return where;
}

const readers: Record<string, (value: string) => ExportWhere> = {
  model: (model) => ({ model }),
  adapter: (adapter) => ({ adapter }),
  conversation: (conversation) => ({ conversation }),
  request: (request) => ({ request }),
  tag: (tag) => ({ tag }),
  // What is none of its values is refused with everything else.
  rating: (rating) => ({ rating: rating as ExportWhere['rating'] }),
  'min-score': (value) => ({ minScore: Number(value) }),
  text: (text) => ({ text }),
  failed: (value) => {
    if (value === 'true' || value === 'false') return { failed: value === 'true' };
    throw wrong(`--where failed is true or false, not ${value}.`);
  },
};

/** `2026-01-31` is its midnight in UTC. */
export function readTime(flag: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  throw wrong(`${flag}: ${JSON.stringify(text)} is no time; write 2026-01-31 or 2026-01-31T12:00:00Z.`);
}

function set<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

function wrong(message: string): TuneloopError {
  return new TuneloopError('INVALID_REQUEST', message);
}
