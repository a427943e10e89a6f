import { readFile } from 'node:fs/promises';
import type { TrainingEvent } from '../driver/training-event.ts';
import { parseJson } from '../files/parse-json.ts';

/**
 * The events of a training as a run's folder keeps them. A training that was killed has begun again from a checkpoint:
 * of what it said twice of a step, the last counts. Lines that are torn say nothing.
 */
export async function readTrainingEvents(path: string): Promise<TrainingEvent[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return [];
  }
  const events: TrainingEvent[] = [];
  for (const line of text.split('\n')) {
    const event = parseJson(line) as TrainingEvent | undefined;
    if (!event) continue;
    if (event.type === 'step') removeFrom(events, event.step);
    events.push(event);
  }
  return events;
}

function removeFrom(events: TrainingEvent[], step: number): void {
  let last = events.at(-1);
  while (last && 'step' in last && (last.type === 'step' ? last.step >= step : last.step > step)) {
    events.pop();
    last = events.at(-1);
  }
}
