import type { TrainingEvent } from '@tuneloop/lora';
import type { JobProgress } from '@tuneloop/protocol';

/** How far a part of a driver's work is, as its job says it. */
export function progressOf({
  phase,
  completed = 0,
  total,
  label,
}: Extract<TrainingEvent, { type: 'phase' }>): JobProgress {
  return { phase, completed, total, label };
}
