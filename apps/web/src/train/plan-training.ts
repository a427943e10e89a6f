import { jsonEvents } from '../api/json-events.ts';
import { RequestProblem } from '../api/problem.ts';
import { send } from '../api/send.ts';
import { text } from '../text/text.ts';
import type { Progress } from './run-history.ts';
import type { Plan } from './train-queries.ts';
import type { TrainingRequest } from './training-form.ts';

/** What a training would take. Aborting stops it on the server, too. Throws a `RequestProblem`. */
export async function planTraining(
  request: TrainingRequest,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: Progress) => void },
): Promise<Plan> {
  const response = await send('/v1/training/plan', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...request, stream: true }),
    signal,
  });
  for await (const event of jsonEvents<Plan | Progress>(response, signal)) {
    if ('object' in event) return event;
    onProgress(event);
  }
  throw new RequestProblem(0, text.problems.lost);
}
