import type { ModelFigures } from '@tuneloop/openai-server';
import type { ModelPool } from '@tuneloop/runtime';

/** How long an engine may take to say how it is. */
const answerMs = 1000;

/** How the loaded models are; one whose engine does not answer is left out. */
export async function readModelFigures(pool: Pick<ModelPool, 'list'>): Promise<ModelFigures[]> {
  const models = pool.list().flatMap(({ state }) => (state.status === 'ready' ? [state.model] : []));
  const figures = await Promise.all(
    models.map(async (model): Promise<ModelFigures[]> => {
      const current = await atMost(model.status(), answerMs);
      if (current === undefined) return [];
      const { activeRequests, queuedRequests, memoryBytes, kvCache, restarts } = current;
      const { id, engine, slots, queueLimit } = model.info;
      return [{ id, engine, slots, queueLimit, activeRequests, queuedRequests, memoryBytes, kvCache, restarts }];
    }),
  );
  return figures.flat();
}

/** `undefined` where it fails or takes longer. */
async function atMost<T>(answer: Promise<T>, milliseconds: number): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), milliseconds);
  try {
    return await Promise.race([answer.catch(() => undefined), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
