import { runInNewContext } from 'node:vm';
import { z } from 'zod';
import type { Expectation } from './expectation.ts';
import { readLabel } from './read-label.ts';
import { readNumber } from './read-number.ts';

export interface CheckVerdict {
  passed: boolean;
  /** The first expectation that the answer does not meet, for people. */
  reason?: string | undefined;
  /** What was read out of the answer, where a label or a number was expected. */
  label?: string | undefined;
  number?: number | undefined;
}

/** Whether a regular expression's search ends is not to be known; nobody waits for longer. */
const regexLimitMs = 200;

/** @param labels all that there are, where the expectation does not list them itself. */
export function judgeAnswer(answer: string, expect: Expectation, labels: readonly string[]): CheckVerdict {
  const label = expect.label === undefined ? undefined : readLabel(answer, expect.labels ?? labels);
  const number = expect.number === undefined ? undefined : readNumber(answer);
  const reason = firstFailure(answer, expect, { label, number });
  return {
    passed: reason === undefined,
    ...(reason !== undefined && { reason }),
    ...(label !== undefined && { label }),
    ...(number !== undefined && { number }),
  };
}

function firstFailure(
  answer: string,
  expect: Expectation,
  { label, number }: { label: string | undefined; number: number | undefined },
): string | undefined {
  if (expect.exact !== undefined && answer.trim() !== expect.exact.trim()) return `is not "${expect.exact}"`;
  const missing = listOf(expect.contains).find((text) => !answer.includes(text));
  if (missing !== undefined) return `does not contain "${missing}"`;
  const unwanted = listOf(expect.not_contains).find((text) => answer.includes(text));
  if (unwanted !== undefined) return `contains "${unwanted}"`;
  return (
    (expect.regex === undefined ? undefined : regexFailure(answer, expect.regex)) ??
    (expect.json_schema === undefined ? undefined : schemaFailure(answer, expect.json_schema)) ??
    (expect.number === undefined ? undefined : numberFailure(number, expect.number, expect.tolerance ?? 0)) ??
    (expect.label === undefined ? undefined : labelFailure(label, expect.label))
  );
}

function listOf(texts: string | string[] | undefined): string[] {
  return typeof texts === 'string' ? [texts] : (texts ?? []);
}

function regexFailure(answer: string, regex: string): string | undefined {
  try {
    const found: unknown = runInNewContext(
      'new RegExp(regex, "u").test(answer)',
      { regex, answer },
      { timeout: regexLimitMs },
    );
    return found === true ? undefined : `does not match ${regex}`;
  } catch {
    return `could not be searched for ${regex} in time; simplify the expression`;
  }
}

function schemaFailure(answer: string, schema: Record<string, unknown> | boolean): string | undefined {
  const text = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?```\s*$/.exec(answer)?.[1] ?? answer;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'is not JSON';
  }
  const parsed = z.fromJSONSchema(schema).safeParse(value);
  if (parsed.success) return undefined;
  const [issue] = parsed.error.issues;
  return `is not valid under the schema: ${[issue!.path.join('.'), issue!.message].filter((part) => part !== '').join(': ')}`;
}

function numberFailure(found: number | undefined, wanted: number, tolerance: number): string | undefined {
  if (found === undefined) return 'has no number';
  // What a tolerance of 0.1 allows must not hang on how 0.1 is stored.
  const slack = Number.EPSILON * 4 * Math.max(Math.abs(found), Math.abs(wanted));
  return Math.abs(found - wanted) <= tolerance + slack ? undefined : `says ${found}, not ${wanted}`;
}

function labelFailure(found: string | undefined, wanted: string): string | undefined {
  if (found === undefined) return 'names no label, or several';
  return found.toLowerCase() === wanted.toLowerCase() ? undefined : `says "${found}", not "${wanted}"`;
}
