import type { JobKind } from '@tuneloop/jobs';
import type { GateResult, RunResults } from '@tuneloop/lora';
import type { StoredRun } from '../stored-run.ts';
import type { TrainingContext } from '../training-context.ts';
import { writeJson } from '../write-json.ts';
import { stepKind } from './step-kind.ts';

/** Whether what was trained may go live, and why. */
export function gateKind(training: TrainingContext): JobKind {
  return stepKind(training, {
    name: 'gate',
    async run({ run, folder, call, results }) {
      const gate = await decide(run, results);
      await writeJson(folder.gate, gate);
      await training.steps.describe({ ...call, results: { ...results, gate }, gate });
      return gate;
    },
  });
}

async function decide(
  { config, promote, promoteIf }: StoredRun,
  { evaluate, parity }: Partial<RunResults>,
): Promise<GateResult> {
  if (evaluate && promote !== 'always') {
    const { applyGate, defaultGateRule } = await import('@tuneloop/lora');
    return applyGate(promoteIf ?? defaultGateRule(config.method, evaluate), evaluate, parity);
  }
  const rule = evaluate ? 'none: it is to go live in any case' : 'none: it was not measured';
  // Something else would be served than was trained.
  if (parity?.passed === false) {
    const reason = `What is served does not do what was trained: ${parity.reason ?? 'the parity check failed'}.`;
    return { passed: false, rule, reasons: [reason] };
  }
  return { passed: true, rule, reasons: [] };
}
