import type { TrainingPlan } from '@tuneloop/lora';
import { withoutControlCharacters } from '../terminal/control-characters.ts';
import { formatFields } from '../terminal/table.ts';
import { formatBytes, formatCount, formatDuration } from '../terminal/units.ts';
import { nameFlags } from './flag-names.ts';

/** What a training will take, for people; estimates are told as such. */
export function formatPlan(plan: TrainingPlan): string {
  const fields: [string, string][] = [
    ['Rows', `${formatCount(plan.rows)} to train on, ${formatCount(plan.validationRows)} held out`],
    [
      'Tokens',
      `${formatCount(plan.tokens)} in one pass, ${formatCount(plan.trainedTokens)} learned from; longest row ${formatCount(plan.longestRow)}${plan.cutRows > 0 ? `, ${formatCount(plan.cutRows)} cut` : ''}`,
    ],
    [
      'Steps',
      `${formatCount(plan.steps)}, ${rounded(plan.epochs)} ${plan.epochs === 1 ? 'pass' : 'passes'} over the rows`,
    ],
    ['Trained', `${formatCount(plan.trainedParameters)} of ${formatCount(plan.parameters)} parameters${weights(plan)}`],
    [
      'Memory',
      `about ${formatBytes(plan.memoryBytes)} of ${formatBytes(plan.availableMemoryBytes)} that are free${plan.device === 'gpu' ? ' on the GPU' : ''}${parts(plan)}`,
    ],
    ['Disk', `about ${formatBytes(plan.diskBytes)}`],
    [
      'Time',
      plan.seconds === undefined
        ? 'unknown before the first training of this kind on this machine'
        : `about ${formatDuration(plan.seconds * 1000)}`,
    ],
  ];
  const warnings = plan.warnings.map((text) => `Note: ${withoutControlCharacters(nameFlags(text))}`);
  return [formatFields(fields), ...(warnings.length > 0 ? ['', ...warnings] : [])].join('\n');
}

function weights({ quantization }: TrainingPlan): string {
  return quantization === 'none' ? '' : `, the base in ${quantization === '8bit' ? '8' : '4'} bits`;
}

/** The largest three, where they are known. */
function parts({ memoryParts = {} }: TrainingPlan): string {
  const largest = Object.entries(memoryParts)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([name, bytes]) => `${name} ${formatBytes(bytes)}`);
  return largest.length > 0 ? ` (${largest.join(', ')})` : '';
}

function rounded(count: number): string {
  return String(Math.round(count * 100) / 100);
}
