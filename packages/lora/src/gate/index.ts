export { applyGate } from './apply-gate.ts';
export { defaultGateRule } from './default-rule.ts';
export type { ComparisonOperator, GateOperand, GateRule } from './gate-rule.ts';
