import { TuneloopError } from '@tuneloop/protocol';
import type { Constraints } from './constraints.ts';
import { literal, nothing, repeat, rule, sequence, type Expression } from './expression.ts';
import { formatPatterns } from './formats.ts';
import { invalidKeyword, unsupportedKeyword } from './schema-keywords.ts';
import { stringLanguage } from './string-language.ts';
import { stringRules } from './string-rules.ts';

/** @param define adds rules under names of its own and refers to the first. */
export function stringExpression(
  constraints: Constraints,
  define: (key: string, create: (name: string) => Map<string, Expression>) => Expression,
): Expression {
  const { minLength, maxLength } = constraints;
  if (minLength > maxLength) return nothing;
  const formats = constraints.formats
    .map(({ format }) => formatPatterns[format])
    .filter((known) => known !== undefined);
  const patterns = [...constraints.patterns.map(({ pattern }) => pattern), ...formats];
  if (patterns.length === 0) {
    if (minLength === 0 && maxLength === Infinity) return rule('string');
    return sequence(literal('"'), repeat(rule('character'), minLength, maxLength), literal('"'));
  }
  return define(JSON.stringify([patterns, minLength, maxLength]), (name) => {
    const language = withPlace(constraints, () => stringLanguage({ patterns, minLength, maxLength }));
    return language.isEmpty ? new Map([[name, nothing]]) : stringRules(language, name);
  });
}

/** Names the keyword that a pattern stems from when it cannot be compiled. */
function withPlace<T>({ patterns, formats }: Constraints, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (!TuneloopError.isInstance(error)) throw error;
    const path = (patterns[0] ?? formats[0])?.path ?? '';
    const keyword = patterns.length > 0 ? 'pattern' : 'format';
    if (error.code === 'INVALID_REQUEST') throw invalidKeyword(keyword, path, `is not usable: ${error.message}`, error);
    throw unsupportedKeyword(keyword, path, error.message, error);
  }
}
