export { jsonObjectGrammar, jsonSchemaToGrammar, minimalInstance } from './json-schema-grammar.ts';
export type { GrammarOptions } from './json-schema-grammar.ts';
