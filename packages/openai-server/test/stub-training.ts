import { TuneloopError, type JobQueue } from '@tuneloop/protocol';
import type { TrainingEvaluation, TrainingPlan } from '../src/training/training-findings.ts';
import type { TrainingControl, TrainingRequest, TrainingRunInfo } from '../src/training/training-control.ts';

export interface StubTraining extends TrainingControl {
  readonly requests: TrainingRequest[];
}

const stubPlan: TrainingPlan = {
  name: 'data',
  model: 'base',
  settings: { epochs: 3 },
  rows: 90,
  validationRows: 10,
  leftOut: { 'no answer': 2 },
  tokens: 1000,
  trainedTokens: 400,
  longestRow: 80,
  cutRows: 0,
  steps: 69,
  epochs: 3,
  parameters: 1e8,
  trainedParameters: 1e6,
  quantization: 'none',
  device: 'cpu',
  memoryBytes: 1e9,
  availableMemoryBytes: 8e9,
  diskBytes: 5e7,
  warnings: ['Few rows.'],
};

const prompt = [{ role: 'user', text: 'Hi' }];

const stubEvaluation: TrainingEvaluation = {
  before: 'base',
  after: 'base:data',
  metrics: { loss: 1, loss_before: 2 },
  intervals: { loss_change: { low: -1.2, high: -0.8 } },
  counts: { rows: 10 },
  samples: [{ prompt, before: 'Hello', after: 'Ahoy', judged: 'after' }],
  checks: [{ id: '1', prompt, before: { answer: 'Hello', passed: false }, after: { answer: 'Ahoy', passed: true } }],
  regression: [],
};

/** Runs whose one step is a job of the kind `fail`, or `greet` for those with a name. */
export function createStubTraining(queue: JobQueue): StubTraining {
  const runs: (TrainingRunInfo & { group: string })[] = [];
  const requests: TrainingRequest[] = [];
  const find = async (id: string): Promise<TrainingRunInfo> => {
    const run = runs.find((candidate) => candidate.id === id);
    if (!run) throw new TuneloopError('NOT_FOUND', `There is no training run "${id}".`);
    return { ...run, graph: await queue.getGraph(run.group) };
  };
  const cancel = async (id: string): Promise<TrainingRunInfo> => {
    const { graph } = await find(id);
    await queue.cancelGraph(graph?.id ?? '');
    return find(id);
  };
  return {
    requests,
    async plan(request, { onProgress } = {}) {
      requests.push(request);
      if (request.name === 'bad') throw new TuneloopError('INVALID_REQUEST', 'Row 3 has no answer.');
      onProgress?.({ phase: 'count', completed: 1, total: 2 });
      return stubPlan;
    },
    async submit(request) {
      requests.push(request);
      const { name, owner } = request;
      const task = name === undefined ? { kind: 'fail', input: {} } : { kind: 'greet', input: { name } };
      const { id: group } = await queue.submitGraph({ steps: [{ name: 'train', ...task }] });
      const id = `run_${runs.length + 1}`;
      const createdAt = '2026-11-21T00:00:00.000Z';
      runs.push({
        id,
        settings: { epochs: 3 },
        name: name ?? 'data',
        model: 'base',
        method: 'sft',
        createdAt,
        owner,
        group,
      });
      return find(id);
    },
    get: find,
    list: async ({ limit, scope }) => {
      const seen = runs.filter(({ owner }) => scope === 'all' || scope.owner === owner);
      return Promise.all(seen.slice(0, limit).map(({ id }) => find(id)));
    },
    cancel,
    pause: async (id) => ({ ...(await cancel(id)), isPaused: true }),
    log: async (_id, { after }) => ({ text: 'loading\n', from: after ?? 0, to: 8 }),
    evaluation: async () => stubEvaluation,
    report: async () => ({ markdown: '# Report' }),
    async resume(id) {
      const { graph } = await find(id);
      await queue.resumeGraph(graph?.id ?? '');
      return find(id);
    },
    events: ({ id }, options) => queue.graphEvents(id, options),
  };
}
