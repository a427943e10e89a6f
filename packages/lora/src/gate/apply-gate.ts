import type { EvaluationResult, GateResult, ParityResult } from '../run/step-results.ts';
import { judgeRule } from './judge-rule.ts';
import { parseGateRule } from './parse-rule.ts';

/**
 * Whether what was trained may go live. A figure that the evaluation does not have counts as not met; a failed parity
 * check refuses whatever the rule says, since then something else is served than was trained.
 *
 * Errors: `INVALID_REQUEST` (the rule).
 */
export function applyGate(
  rule: string,
  evaluation: Pick<EvaluationResult, 'metrics'>,
  parity?: ParityResult,
): GateResult {
  const { holds, reasons } = judgeRule(parseGateRule(rule), evaluation.metrics);
  if (!parity || parity.passed) return { passed: holds === true, rule, reasons };
  const refusal = `What is served does not do what was trained: ${parity.reason?.replace(/\.$/, '') ?? 'the parity check failed'}.`;
  return { passed: false, rule, reasons: [refusal, ...reasons] };
}
