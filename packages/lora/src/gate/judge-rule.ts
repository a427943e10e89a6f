import { evaluationMetrics } from '../evaluation/metrics.ts';
import type { ComparisonOperator, GateOperand, GateRule } from './gate-rule.ts';

type Figures = Readonly<Record<string, number>>;

export interface RuleVerdict {
  /** `undefined` where it hangs on a figure that is not there. */
  holds: boolean | undefined;
  /** One sentence for each comparison, in their order. */
  reasons: string[];
}

/** What a rule says of figures; three-valued (Kleene), so that what is not known is never taken for met, nor by `not`. */
export function judgeRule(rule: GateRule, figures: Figures): RuleVerdict {
  if (rule.type === 'comparison') return judgeComparison(rule, figures);
  if (rule.type === 'not') {
    const { holds, reasons } = judgeRule(rule.rule, figures);
    return {
      holds: holds === undefined ? undefined : !holds,
      reasons: reasons.map((reason) => `Under "not": ${reason}`),
    };
  }
  const verdicts = rule.rules.map((part) => judgeRule(part, figures));
  const decisive = rule.type === 'any';
  const holds = new Set(verdicts.map((verdict) => verdict.holds));
  const rest = holds.has(undefined) ? undefined : !decisive;
  return { holds: holds.has(decisive) ? decisive : rest, reasons: verdicts.flatMap(({ reasons }) => reasons) };
}

function judgeComparison(
  { left, operator, right }: Extract<GateRule, { type: 'comparison' }>,
  figures: Figures,
): RuleVerdict {
  const missing = [left, right].find((operand) => valueOf(operand, figures) === undefined);
  if (missing && 'metric' in missing) {
    const { needs } = evaluationMetrics[missing.metric];
    return { holds: undefined, reasons: [`${missing.metric} is not known: it needs ${needs}.`] };
  }
  const holds = compare[operator](valueOf(left, figures)!, valueOf(right, figures)!);
  const asked = `${nameOf(left)} ${operator} ${nameOf(right)}`;
  const found = [left, right].flatMap((operand) =>
    'metric' in operand ? [`${operand.metric} is ${formatFigure(figures[operand.metric]!)}`] : [],
  );
  return {
    holds,
    reasons: [`${asked} ${holds ? 'holds' : 'does not hold'}${found.length > 0 ? `: ${found.join(', ')}` : ''}.`],
  };
}

function valueOf(operand: GateOperand, figures: Figures): number | undefined {
  if ('value' in operand) return operand.value;
  const value = figures[operand.metric];
  return value === undefined || Number.isNaN(value) ? undefined : value;
}

function nameOf(operand: GateOperand): string {
  return 'metric' in operand ? operand.metric : formatFigure(operand.value);
}

const compare: Readonly<Record<ComparisonOperator, (left: number, right: number) => boolean>> = {
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
};

/** Four digits are more than any evaluation is sure of. */
function formatFigure(value: number): string {
  return String(Number(value.toPrecision(4)));
}
