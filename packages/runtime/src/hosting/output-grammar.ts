import { TuneloopError, type JsonSchema, type OutputFormat, type ToolDefinition } from '@tuneloop/protocol';
import { jsonObjectGrammar, jsonSchemaToGrammar } from '../grammar/index.ts';
import type { CallNotation, ReasoningMarkup } from '../parsing/index.ts';
import { literal, sequence } from './gbnf-sequence.ts';
import { parameterRules, textRules } from './parameter-grammar.ts';

export interface OutputGrammarOptions {
  format: OutputFormat | undefined;
  /** What stands before an answer that is no call. */
  opening?: string | undefined;
  /** Calls that may be written, and whether one must be. */
  calls?:
    | {
        tools: readonly ToolDefinition[];
        notation: CallNotation;
        required: boolean;
        several: boolean;
      }
    | undefined;
  /** What may stand before the rest: reasoning, or the rest of it where the prompt opened it. */
  reasoning?: { markup: ReasoningMarkup; opened: boolean } | undefined;
}

/** More calls in one answer are a model that has lost its thread. */
const mostCalls = 8;

/**
 * The GBNF that enforces what is asked of the output; none for plain text.
 *
 * Errors: `UNSUPPORTED` when a schema has a keyword that cannot be enforced (`details.keyword`, `details.path`), or when
 * tools may be called next to a caller's own grammar.
 */
export function outputGrammar({ format, opening = '', calls, reasoning }: OutputGrammarOptions): string | undefined {
  const formatted = format !== undefined && format.type !== 'text' && !calls?.required;
  if (!formatted && !calls?.required) return undefined;
  if (formatted && format.type === 'grammar') {
    if (calls === undefined) return format.grammar;
    throw new TuneloopError(
      'UNSUPPORTED',
      'A grammar leaves no room for tool calls. Ask for a JSON schema instead, or set `tool_choice` to "none".',
    );
  }
  if (calls === undefined && reasoning === undefined && opening === '') return jsonGrammar(format!);
  const rules: string[] = [];
  const answers: string[] = [];
  if (calls !== undefined) {
    rules.push(...callRules(calls));
    answers.push('calls');
  }
  if (formatted) {
    rules.push(jsonGrammar(format, 'answer'));
    answers.push(sequence([opening, { rule: 'answer' }]));
  }
  const thoughts = reasoning === undefined ? [] : reasoningRules(reasoning);
  const prefix = thoughts.length > 0 ? 'reasoning ' : '';
  return [`root ::= ${prefix}(${answers.join(' | ')})`, ...thoughts, ...rules].join('\n');
}

function jsonGrammar(format: OutputFormat, root?: string): string {
  if (format.type === 'json-schema') return jsonSchemaToGrammar(format.schema, { root });
  return root === undefined ? jsonObjectGrammar : jsonSchemaToGrammar({ type: 'object' }, { root });
}

function callRules({ tools, notation, several }: NonNullable<OutputGrammarOptions['calls']>): string[] {
  const { open, close, between, after, parameters } = notation;
  const more = several && between !== undefined ? sequence([between, { rule: 'call' }]) : undefined;
  const calls = sequence([open, { rule: 'call' }, { rule: more && `(${more}){0,${mostCalls - 1}}` }, close]);
  return [
    `calls ::= ${calls}`,
    `call ::= ${tools.map((_, index) => `call-${index}`).join(' | ')}`,
    ...tools.flatMap((tool, index) => [
      `call-${index} ::= ${sequence([...notation.before(tool.name), { rule: `arguments-${index}` }, after])}`,
      ...argumentRules(tool, `arguments-${index}`, parameters),
    ]),
    ...(parameters?.textEnd === undefined ? [] : textRules(parameters.textEnd)),
  ];
}

function argumentRules(tool: ToolDefinition, root: string, parameters: CallNotation['parameters']): string[] {
  if (parameters !== undefined) return parameterRules(parameters, tool, root);
  return [jsonSchemaToGrammar(argumentsSchema(tool.parameters), { root })];
}

/** Arguments are an object, also where the schema leaves that open. */
function argumentsSchema(parameters: JsonSchema): JsonSchema {
  if (typeof parameters === 'boolean') return parameters ? { type: 'object' } : false;
  const open = !['type', '$ref', 'anyOf', 'oneOf', 'allOf', 'enum', 'const'].some((keyword) => keyword in parameters);
  return open ? { type: 'object', ...parameters } : parameters;
}

/** Thoughts are anything without the first two characters of what ends them. */
function reasoningRules({ markup, opened }: NonNullable<OutputGrammarOptions['reasoning']>): string[] {
  const [first, second] = Array.from(markup.close, (character) => (character === '[' ? String.raw`\[` : character));
  const text = `([^${first}] | ${literal(markup.close[0]!)} [^${second}])*`;
  const block = `${text} ${literal(markup.close)} [ \\n]{0,2}`;
  return [`reasoning ::= ${opened ? block : `(${literal(markup.open)} ${block})?`}`];
}
