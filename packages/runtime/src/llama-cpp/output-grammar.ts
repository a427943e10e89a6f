import type { OutputFormat } from '@tuneloop/protocol';
import { jsonObjectGrammar, jsonSchemaToGrammar } from '../grammar/index.ts';

/**
 * The GBNF that enforces a format; none for plain text.
 *
 * Errors: `UNSUPPORTED` when a schema has a keyword that cannot be enforced (`details.keyword`, `details.path`).
 */
export function outputGrammar(format: OutputFormat | undefined): string | undefined {
  if (format === undefined || format.type === 'text') return undefined;
  if (format.type === 'grammar') return format.grammar;
  return format.type === 'json-object' ? jsonObjectGrammar : jsonSchemaToGrammar(format.schema);
}
