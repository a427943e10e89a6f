import { TuneloopError } from '@tuneloop/protocol';

export interface RuleToken {
  kind: 'name' | 'number' | 'operator' | 'word' | 'parenthesis' | 'end';
  text: string;
  /** Of a number; percentages are divided by a hundred. */
  value: number;
  /** Characters before it, from 0. */
  at: number;
}

const pattern =
  /\s*(?:(?<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(?<percent>\s*%)?|(?<operator>>=|<=|==|!=|[<>=≥≤≠])|(?<word>(?:and|or|not)\b|&&|\|\||!)|(?<name>[a-z][\w-]*)|(?<parenthesis>[()]))/iuy;

const operators: Readonly<Record<string, string>> = { '=': '==', '≥': '>=', '≤': '<=', '≠': '!=' };
const words: Readonly<Record<string, string>> = { '&&': 'and', '||': 'or', '!': 'not' };

/** Splits a rule into its parts, with an `end` behind the last. Errors: `INVALID_REQUEST` naming the place. */
export function ruleTokens(rule: string): RuleToken[] {
  const tokens: RuleToken[] = [];
  const end = rule.trimEnd().length;
  pattern.lastIndex = 0;
  while (pattern.lastIndex < end) {
    const from = pattern.lastIndex;
    const match = pattern.exec(rule);
    if (!match) throw ruleError(rule, from, `"${rule.slice(from).trim().slice(0, 20)}" has no meaning here`);
    tokens.push(tokenOf(match));
  }
  return [...tokens, { kind: 'end', text: '', value: Number.NaN, at: end }];
}

function tokenOf(match: RegExpExecArray): RuleToken {
  const { number, percent, operator, word, name, parenthesis } = match.groups!;
  const text = number ?? operator ?? word ?? name ?? parenthesis!;
  const at = match.index + match[0].indexOf(text);
  const token = { text, at, value: Number.NaN };
  if (number !== undefined)
    return { ...token, kind: 'number', value: Number(number) / (percent === undefined ? 1 : 100) };
  if (operator !== undefined) return { ...token, kind: 'operator', text: operators[text] ?? text };
  if (word !== undefined) return { ...token, kind: 'word', text: words[text] ?? text.toLowerCase() };
  return { ...token, kind: name === undefined ? 'parenthesis' : 'name' };
}

export function ruleError(rule: string, at: number, problem: string): TuneloopError {
  const advice = 'Write it like this: win_rate>0.5 and regression<2%';
  return new TuneloopError(
    'INVALID_REQUEST',
    `The rule "${rule}" is wrong at character ${at + 1}: ${problem}. ${advice}`,
    {
      details: { rule, at },
    },
  );
}
