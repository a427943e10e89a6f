export { jsonObjectGrammar, jsonSchemaToGrammar, minimalInstance } from './json-schema-grammar.ts';
