import { createHash } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { convertAdapter } from '@tuneloop/runtime';
import type { ParityResult, TrainingPlan } from '@tuneloop/lora';
import type { TrainingSteps } from '../../src/training/training-steps.ts';

export interface FakeSteps extends TrainingSteps {
  /** What the next evaluations find. */
  metrics: Record<string, number>;
  parity: ParityResult;
  /** Names of what was measured, before and after. */
  readonly measured: string[];
}

const plan: TrainingPlan = {
  rows: 9,
  validationRows: 1,
  tokens: 100,
  trainedTokens: 50,
  longestRow: 20,
  cutRows: 0,
  steps: 4,
  epochs: 1,
  parameters: 1000,
  trainedParameters: 100,
  quantization: 'none',
  device: 'cpu',
  memoryBytes: 1,
  availableMemoryBytes: 2,
  diskBytes: 1,
  warnings: [],
};

/** Steps without Python: adapters are converted as always, everything else is what the test says. */
export function createFakeSteps(): FakeSteps {
  const measured: string[] = [];
  return {
    metrics: { loss_change: -0.5, loss_change_low: -0.6, loss_change_high: -0.4 },
    parity: { passed: true, kind: 'divergence', prompts: 1 },
    measured,
    plan: async () => plan,
    inspect: async ({ rows }) => {
      const lengths = { rows, mean: 1, median: 1, percentile95: 1, longest: 1, cut: 0, bins: [] };
      return { rows: [], lengths };
    },
    trained: async () => undefined,
    async convert({ run, folder, result, signal }) {
      await convertAdapter({ source: result.folder, base: run.base.path, output: folder.adapter, signal });
      const sha256 = createHash('sha256')
        .update(await readFile(folder.adapter))
        .digest('hex');
      const { size } = await stat(folder.adapter);
      return { file: folder.adapter, kind: 'adapter', method: 'direct', sha256, sizeBytes: size };
    },
    async checkParity() {
      return this.parity;
    },
    async evaluate({ liveName, candidate, model }) {
      measured.push(liveName);
      const loaded = model.adapters?.list().map(({ id }) => id) ?? [];
      const [adapter] = candidate;
      if (!adapter || !loaded.includes(adapter.id)) throw new Error('the candidate is not loaded');
      return { metrics: this.metrics, counts: { rows: 1 }, before: liveName, after: 'candidate' };
    },
    async describe({ folder, gate }) {
      await writeFile(folder.modelCard, `# Card\n\n${String(gate.passed)}\n`);
    },
    async report({ folder, results }) {
      await writeFile(folder.reportMarkdown, JSON.stringify(results.publish));
    },
  };
}
