import { TuneloopError, type JobQueue } from '@tuneloop/protocol';
import type { TrainingControl, TrainingRequest, TrainingRunInfo } from '../src/training/training-control.ts';

export interface StubTraining extends TrainingControl {
  readonly requests: TrainingRequest[];
}

/** Runs whose one step is a job of the kind `fail`, or `greet` for those with a name. */
export function createStubTraining(queue: JobQueue): StubTraining {
  const runs: (TrainingRunInfo & { group: string })[] = [];
  const requests: TrainingRequest[] = [];
  const find = async (id: string): Promise<TrainingRunInfo> => {
    const run = runs.find((candidate) => candidate.id === id);
    if (!run) throw new TuneloopError('NOT_FOUND', `There is no training run "${id}".`);
    return { ...run, graph: await queue.getGraph(run.group) };
  };
  return {
    requests,
    async submit(request) {
      requests.push(request);
      const { name, owner } = request;
      const task = name === undefined ? { kind: 'fail', input: {} } : { kind: 'greet', input: { name } };
      const { id: group } = await queue.submitGraph({ steps: [{ name: 'train', ...task }] });
      const id = `run_${runs.length + 1}`;
      const createdAt = '2026-11-21T00:00:00.000Z';
      runs.push({ id, name: name ?? 'data', model: 'base', method: 'sft', createdAt, owner, group });
      return find(id);
    },
    get: find,
    list: async ({ limit, scope }) => {
      const seen = runs.filter(({ owner }) => scope === 'all' || scope.owner === owner);
      return Promise.all(seen.slice(0, limit).map(({ id }) => find(id)));
    },
    async cancel(id) {
      const { graph } = await find(id);
      await queue.cancelGraph(graph?.id ?? '');
      return find(id);
    },
    async resume(id) {
      const { graph } = await find(id);
      await queue.resumeGraph(graph?.id ?? '');
      return find(id);
    },
    events: ({ id }, options) => queue.graphEvents(id, options),
  };
}
