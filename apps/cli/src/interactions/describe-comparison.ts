import type { ComparisonWire, StatisticsWire } from '@tuneloop/openai-server';
import { withoutControlCharacters } from '../terminal/control-characters.ts';
import { formatTable } from '../terminal/table.ts';

/** Drafts are called A, B, C, …: nothing tells what they are. */
export function letterOf(index: number): string {
  return String.fromCodePoint(65 + index);
}

export function formatDrafts({ drafts }: ComparisonWire): string {
  const blocks = drafts.map(({ index, message }) => `── ${letterOf(index)} ──\n${textOf(message?.content)}\n`);
  return withoutControlCharacters(blocks.join('\n'));
}

/** What the drafts turned out to be. */
export function formatRevealed({ drafts, choices }: ComparisonWire): string {
  const last = choices.at(-1);
  const lines = drafts.map(({ id, index, model, adapters = [], settings }) => {
    const name = [model ?? '?', ...adapters.map((adapter) => adapter.id)].join(':');
    const { temperature } = (settings?.['sampling'] ?? {}) as { temperature?: number };
    const heat = temperature === undefined ? '' : `, temperature ${temperature}`;
    return `${letterOf(index)}: ${name}${heat}${last?.preferred === id ? ' (preferred)' : ''}`;
  });
  return withoutControlCharacters(lines.join('\n'));
}

export function formatStatistics({ contestants, agreement }: StatisticsWire): string {
  const columns = [
    { title: 'MODEL' },
    ...['ELO', 'STRENGTH (95 %)', 'WIN RATE (95 %)', 'WINS', 'TIES', 'CONTESTS', 'BOTH BAD'].map((title) => {
      return { title, align: 'right' as const };
    }),
  ];
  const rows = contestants.map((contestant) => {
    const { name, elo, strength, low, high, wins, ties, contests, both_bad: bothBad, win_rate: rate } = contestant;
    const bounds = `${strength.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
    const won = `${percent(rate.share)} (${percent(rate.low)} to ${percent(rate.high)})`;
    const counts = [wins, ties, contests, bothBad].map(String);
    return [withoutControlCharacters(name), elo.toFixed(0), bounds, won, ...counts];
  });
  const table = contestants.length === 0 ? 'Nobody has compared different models yet.' : formatTable(columns, rows);
  const alphas = Object.entries(agreement).map(([what, { alpha, items }]) => {
    return `${what}: ${alpha === null ? 'nothing to say' : alpha.toFixed(2)} (${items} judged by several)`;
  });
  return `${table}\n\nAgreement (Krippendorff's alpha)\n${alphas.join('\n')}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function textOf(content: unknown): string {
  return typeof content === 'string' ? content : '';
}
