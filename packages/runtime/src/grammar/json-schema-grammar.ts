import type { JsonSchema } from '@tuneloop/protocol';
import { toGbnf } from './gbnf.ts';
import { compileSchema } from './schema-compiler.ts';
import { shortestText } from './shortest-text.ts';

export interface GrammarOptions {
  /**
   * Name of the first rule, `root` by default. Another name becomes the beginning of all rules' names, so that several
   * grammars can stand in one text.
   */
  root?: string | undefined;
}

/**
 * Turns a JSON Schema (draft 2020-12) into GBNF, llama.cpp's grammar notation. Every text that the grammar accepts is
 * valid under the schema; not everything that is valid is accepted:
 *
 * - Properties come in the order of the schema; properties and items that it does not speak of are left out.
 * - No white space but one optional space after `:` and `,`; numbers have at most 15 digits before and after the point.
 * - Of the formats, those of dates, times, durations, e-mail, host names, IP addresses, UUIDs and URIs are enforced;
 *   others are annotations, as are unknown keywords; values that the schema lists are taken as they stand.
 *
 * Errors: `UNSUPPORTED` for a keyword that cannot be enforced, `INVALID_REQUEST` for a schema that is wrong or that no
 * value satisfies; both with `details.keyword` and `details.path` (JSON pointer) where one keyword is the cause.
 */
export function jsonSchemaToGrammar(schema: JsonSchema, options: GrammarOptions = {}): string {
  return toGbnf(compileSchema(schema), options.root);
}

/** Any JSON object. */
export const jsonObjectGrammar: string = jsonSchemaToGrammar({ type: 'object' });

/** The shortest JSON text that `jsonSchemaToGrammar` would accept. Errors as there. */
export function minimalInstance(schema: JsonSchema): string {
  return shortestText(compileSchema(schema));
}
