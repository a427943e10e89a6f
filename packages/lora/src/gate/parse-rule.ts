import { evaluationMetrics, isEvaluationMetric } from '../evaluation/metrics.ts';
import type { ComparisonOperator, GateOperand, GateRule } from './gate-rule.ts';
import { ruleError, ruleTokens, type RuleToken } from './rule-tokens.ts';

/** Deeper than anybody writes; keeps the reader's own stack small. */
const deepest = 64;

/**
 * Reads a rule such as `win_rate > 0.5 and (regression <= 2% or not checks < checks_before)`. Metrics are those of
 * `evaluationMetrics`, in any case; `not` binds before `and`, `and` before `or`.
 *
 * Errors: `INVALID_REQUEST` (with the place; for an unknown metric with those that are known).
 */
export function parseGateRule(text: string): GateRule {
  return new RuleParser(text).parse();
}

class RuleParser {
  readonly #text: string;
  readonly #tokens: RuleToken[];
  #next = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = ruleTokens(text);
  }

  parse(): GateRule {
    const rule = this.#any();
    if (this.#token.kind !== 'end') throw this.#error('"and" or "or" is missing between two conditions');
    return rule;
  }

  get #token(): RuleToken {
    return this.#tokens[this.#next]!;
  }

  #any(): GateRule {
    return this.#joined('any', 'or', () => this.#all());
  }

  #all(): GateRule {
    return this.#joined('all', 'and', () => this.#condition());
  }

  #joined(type: 'all' | 'any', word: string, part: () => GateRule): GateRule {
    const rules = [part()];
    while (this.#takes('word', word)) rules.push(part());
    return rules.length === 1 ? rules[0]! : { type, rules };
  }

  #condition(): GateRule {
    this.#depth += 1;
    if (this.#depth > deepest) throw this.#error('it is nested too deep');
    try {
      if (this.#takes('word', 'not')) return { type: 'not', rule: this.#condition() };
      if (!this.#takes('parenthesis', '(')) return this.#comparison();
      const rule = this.#any();
      if (!this.#takes('parenthesis', ')')) throw this.#error('")" is missing');
      return rule;
    } finally {
      this.#depth -= 1;
    }
  }

  #comparison(): GateRule {
    const left = this.#operand();
    const { kind, text } = this.#token;
    if (kind !== 'operator') throw this.#error('a comparison (> >= < <= == !=) must follow');
    this.#next += 1;
    return { type: 'comparison', left, operator: text as ComparisonOperator, right: this.#operand() };
  }

  #operand(): GateOperand {
    const { kind, text, value } = this.#token;
    if (kind === 'number') {
      this.#next += 1;
      return { value };
    }
    if (kind !== 'name') throw this.#error('a metric or a number must stand here');
    const metric = text.toLowerCase();
    if (!isEvaluationMetric(metric)) {
      throw this.#error(`there is no metric "${text}"; there are ${Object.keys(evaluationMetrics).join(', ')}`);
    }
    this.#next += 1;
    return { metric };
  }

  #takes(kind: RuleToken['kind'], text: string): boolean {
    const isNext = this.#token.kind === kind && this.#token.text === text;
    if (isNext) this.#next += 1;
    return isNext;
  }

  #error(problem: string): Error {
    return ruleError(this.#text, this.#token.at, problem);
  }
}
