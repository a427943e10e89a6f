import { isDeepStrictEqual } from 'node:util';
import { requestProblem } from '../errors/request-problem.ts';
import type { JsonObject } from '../http/read-json-body.ts';
import type { ParameterTable } from './parameter-rule.ts';

export interface SortedParameters {
  /** What the request's schema judges. */
  honoured: JsonObject;
  /** Names for the header `x-tuneloop-ignored`. */
  ignored: string[];
}

/** Errors: `INVALID_REQUEST` (`unknown_parameter`, `unsupported_parameter`) naming the parameter. */
export function applyParameterTable(table: ParameterTable, body: JsonObject): SortedParameters {
  const honoured: JsonObject = {};
  const ignored: string[] = [];
  for (const [name, value] of Object.entries(body)) {
    const rule = Object.hasOwn(table, name) ? table[name] : undefined;
    if (!rule) {
      const shown = name.slice(0, 100);
      throw requestProblem('unknown_parameter', `Unknown parameter: ${JSON.stringify(shown)}.`, shown);
    }
    if (rule.class === 'honoured') {
      honoured[name] = value;
    } else if (value !== null) {
      const includesValue = (values: readonly unknown[] = []): boolean =>
        values.some((candidate) => isDeepStrictEqual(candidate, value));
      const refused = rule.class === 'refused' ? !includesValue(rule.neutral) : includesValue(rule.refusedValues);
      if (refused) {
        const advice = rule.instead ? ` ${rule.instead}` : '';
        throw requestProblem('unsupported_parameter', `This server does not support "${name}".${advice}`, name);
      }
      if (rule.class === 'ignored') ignored.push(name);
    }
  }
  return { honoured, ignored };
}
