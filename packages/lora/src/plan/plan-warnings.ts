import { formatBytes } from '@tuneloop/runtime';
import type { TrainingConfig } from '../config/training-config.ts';
import { usableShare } from './choose-quantization.ts';
import type { TokenCounts } from './count-tokens.ts';
import { estimateMemory, type MemoryQuestion } from './estimate-memory.ts';
import { settingsThatFit } from './settings-that-fit.ts';

const fewSteps = 10;

/** What a person should know before hours of work, in sentences. */
export function planWarnings(
  counts: TokenCounts,
  found: { config: TrainingConfig; steps: number; question: MemoryQuestion; availableBytes: number },
): string[] {
  const { config, steps } = found;
  const { rows, cutRows, lostRows, mismatchedRows, longest } = counts;
  const warnings: string[] = [];
  if (cutRows > 0) {
    const scored = config.method === 'reward' ? 'left out' : 'cut';
    warnings.push(
      `${rowsOf(cutRows, rows)} longer than maxLength (${config.maxLength} tokens) and will be ${scored}; the longest has ${longest}.`,
    );
  }
  if (lostRows > 0) {
    warnings.push(
      `Of ${lostRows === 1 ? 'one row' : `${lostRows} rows`} the prompt alone fills maxLength, so that nothing of the answer is learnt.`,
    );
  }
  if (mismatchedRows > 0) {
    warnings.push(
      `The chat template writes the prompt of ${mismatchedRows} of ${rows} rows otherwise once an answer follows, so that the answer's first tokens may be learnt wrong. Look at them with --inspect.`,
    );
  }
  if (steps < fewSteps) {
    warnings.push(
      `Only ${steps} step${steps === 1 ? '' : 's'}: more epochs, more rows or a smaller batchSize would teach more.`,
    );
  }
  const memory = memoryWarning(found.question, found.availableBytes);
  return memory === undefined ? warnings : [...warnings, memory];
}

function memoryWarning(question: MemoryQuestion, availableBytes: number): string | undefined {
  const { total } = estimateMemory(question);
  if (total <= availableBytes * usableShare) return undefined;
  const start =
    total > availableBytes
      ? `It needs about ${formatBytes(total)} of memory, and ${formatBytes(availableBytes)} are free: it will likely fail.`
      : `It needs about ${formatBytes(total)} of the ${formatBytes(availableBytes)} of memory that are free, which is tight.`;
  const smaller = settingsThatFit(question, availableBytes);
  if (smaller === undefined) return `${start} Free memory, or take a smaller base.`;
  const changes = smaller as Record<string, string | number | boolean>;
  const settings = Object.entries(changes).map(([name, value]) => `${name} ${value}`);
  return `${start} It would fit with ${settings.join(', ')}.`;
}

function rowsOf(count: number, all: number): string {
  return `${count} of ${all} rows ${count === 1 ? 'is' : 'are'}`;
}
