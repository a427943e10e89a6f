import { errorCodes, TuneloopError } from '@tuneloop/protocol';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { finerFailures } from '../errors/failure-class.ts';
import { requestProblem, type RequestProblem } from '../errors/request-problem.ts';
import { encodeError } from '../errors/wire-error.ts';
import { encodeMessagesError } from '../messages/wire-error.ts';
import { chatCompletionParameters } from '../parameters/chat-completion-parameters.ts';
import { completionParameters } from '../parameters/completion-parameters.ts';
import { embeddingParameters } from '../parameters/embedding-parameters.ts';
import { countTokensParameters, messagesParameters } from '../parameters/messages-parameters.ts';
import { fineTuningParameters } from '../parameters/fine-tuning-parameters.ts';
import { infillParameters, nativeCompletionParameters } from '../parameters/native-completion-parameters.ts';
import type { ParameterTable } from '../parameters/parameter-rule.ts';
import { responseParameters } from '../parameters/response-parameters.ts';
import { createComponentSchemas } from './component-schemas.ts';

// The two files are made here: `npx vitest run packages/openai-server/src/openapi -u` writes them anew.
const docs = fileURLToPath(new URL('../../../../docs/', import.meta.url));
const notice = '<!-- Made from the sources by packages/openai-server/src/openapi/api-reference.test.ts; see there. -->';

interface JsonSchema {
  type?: string | string[];
  description?: string;
  minimum?: number;
  maximum?: number;
  enum?: unknown[];
  const?: unknown;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const code = (value: unknown): string => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

/** A bound that only says "a safe integer" or "a 32-bit integer" would tell nobody anything. */
const bound = (value: number | undefined): number | undefined =>
  value === undefined || Math.abs(value) >= 2 ** 31 - 1 ? undefined : value;

function range({ minimum, maximum }: JsonSchema): string {
  const [low, high] = [bound(minimum), bound(maximum)];
  if (low !== undefined && high !== undefined) return `, ${low} to ${high}`;
  if (low !== undefined) return `, from ${low}`;
  return high === undefined ? '' : `, up to ${high}`;
}

function describeType(schema: JsonSchema): string {
  const alternatives = (schema.anyOf ?? schema.oneOf)?.filter(({ type }) => type !== 'null');
  if (alternatives) return [...new Set(alternatives.map(describeType))].join(' or ');
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum)
    return schema.enum
      .filter((value) => value !== null)
      .map(code)
      .join(', ');
  const type = [schema.type ?? 'object'].flat().find((name) => name !== 'null') ?? 'null';
  return type === 'array' && schema.items ? `array of ${describeType(schema.items)}` : `${type}${range(schema)}`;
}

function parameterSection(
  route: string,
  component: keyof ReturnType<typeof createComponentSchemas>,
  rules: ParameterTable,
) {
  const { properties, required } = createComponentSchemas()[component] as {
    properties: Record<string, JsonSchema>;
    required?: string[];
  };
  const rows = { honoured: [] as string[][], refused: [] as string[][], ignored: [] as string[][] };
  for (const [name, rule] of Object.entries(rules)) {
    const property = properties[name] ?? {};
    const note = property.description ?? '';
    if (rule.class === 'honoured') {
      const needed = required?.includes(name) ? 'Required.' : '';
      rows.honoured.push([code(name), describeType(property), [needed, note].filter(Boolean).join(' ')]);
    } else if (rule.class === 'refused') {
      rows.refused.push([code(name), (rule.neutral ?? []).map(code).join(', ') || '–', rule.instead ?? '']);
    } else {
      const refused = (rule.refusedValues ?? []).map(code).join(', ');
      rows.ignored.push([code(name), refused === '' ? '' : `${refused} is refused. ${rule.instead ?? ''}`]);
    }
  }
  const sections = [
    `## ${route}`,
    '### Honoured',
    table(['parameter', 'value', ''], rows.honoured),
    ...(rows.refused.length === 0
      ? []
      : ['### Refused', table(['parameter', 'accepted all the same', 'instead'], rows.refused)]),
    ...(rows.ignored.length === 0 ? [] : ['### Accepted without effect', table(['parameter', ''], rows.ignored)]),
  ];
  return sections.join('\n\n');
}

/** Typed, so that a new kind of mistake does not compile until it is described. */
const problems: Readonly<Record<RequestProblem, string>> = {
  body_too_large: 'The request body is larger than the server accepts.',
  conflict: 'There is something of this name already, or it is being used.',
  conflicting_parameters: 'Two parameters contradict each other.',
  invalid_encoding: 'The request body is not UTF-8.',
  invalid_json: 'The request body is not JSON, or nests too deep.',
  invalid_type: 'A value has the wrong type.',
  invalid_url: 'The path cannot be decoded.',
  invalid_value: 'A value is not allowed.',
  method_not_allowed: 'The header `Allow` names the methods that are.',
  missing_required_parameter: 'A required parameter is not there.',
  previous_response_not_found: '`previous_response_id` names no stored response of this client.',
  unknown_parameter: 'No such parameter; probably a misspelling.',
  unknown_route: 'No such path under `/v1`.',
  unsupported_media_type: 'The body is not sent as `application/json` in plain UTF-8.',
  unsupported_parameter: 'The parameter is known and refused; the message says what to use instead.',
  unsupported_value: 'This value of a parameter is known and refused.',
};

test('docs/api-parameters.md says of every parameter what becomes of it', async () => {
  const text = [
    notice,
    '# Request parameters',
    'Every parameter of OpenAI’s and Anthropic’s APIs, and those of llama-server and vLLM, in one of three classes. Honoured: it does what its' +
      ' documentation says. Refused: 400 `unsupported_parameter`, unless its value asks for nothing. Accepted without effect:' +
      ' named in the response header `x-tuneloop-ignored`. Any other name is 400 `unknown_parameter`. `null` is the same as' +
      ' leaving a parameter out. [API reference](api.md)',
    parameterSection('POST /v1/chat/completions', 'ChatCompletionRequest', chatCompletionParameters),
    parameterSection('POST /v1/completions', 'CompletionRequest', completionParameters),
    parameterSection('POST /completion', 'NativeCompletionRequest', nativeCompletionParameters),
    parameterSection('POST /infill', 'InfillRequest', infillParameters),
    parameterSection('POST /v1/embeddings', 'EmbeddingRequest', embeddingParameters),
    parameterSection('POST /v1/responses', 'ResponseRequest', responseParameters),
    parameterSection('POST /v1/fine_tuning/jobs', 'FineTuningRequest', fineTuningParameters),
    parameterSection('POST /v1/messages', 'AnthropicMessagesRequest', messagesParameters),
    parameterSection('POST /v1/messages/count_tokens', 'AnthropicCountTokensRequest', countTokensParameters),
  ].join('\n\n');
  await expect(`${text}\n`).toMatchFileSnapshot(`${docs}api-parameters.md`);
});

test('docs/api-errors.md has every error with its status', async () => {
  const problemRows = Object.entries(problems).map(([problem, meaning]) => {
    const { status } = encodeError(requestProblem(problem as RequestProblem, ''));
    return [String(status), code(problem), meaning];
  });
  const codeRows = errorCodes.map((name) => {
    const error = new TuneloopError(name, '');
    const { status, body } = encodeError(error);
    return [code(name), String(status), code(body.error.type), code(body.error.code), error.retryable ? 'yes' : 'no'];
  });
  const messagesRows = errorCodes.map((name) => {
    const { status, body } = encodeMessagesError(new TuneloopError(name, ''), 'req_1');
    return [code(name), String(status), code(body.error.type)];
  });
  const text = [
    notice,
    '# Errors on the wire',
    'Each `TuneloopError` code, and how the OpenAI routes answer it. The last column is the header `x-should-retry`, which' +
      ' OpenAI’s clients obey, unless the error itself says otherwise. [API reference](api.md)',
    table(['code in the program', 'status', '`error.type`', '`error.code`', 'retry'], codeRows),
    'Some failures are told more finely than their code does:',
    table(
      ['status', '`error.code`', ''],
      finerFailures.map(({ row, meaning }) => [String(row.status), code(row.code), meaning]),
    ),
    'Each answer with 429 or 503 has `Retry-After`, in seconds.',
    'A malformed request (`INVALID_REQUEST`) tells its mistake in `error.code`, and the parameter to blame in `error.param`:',
    table(['status', '`error.code`', ''], problemRows),
    '## Anthropic’s routes',
    '`/v1/messages` answers in Anthropic’s shape, `{"type":"error","error":{"type","message"},"request_id"}`. A malformed' +
      ' request has the status that it has above and the type `invalid_request_error`, but for 404 (`not_found_error`) and' +
      ' 413 (`request_too_large`).',
    table(['code in the program', 'status', '`error.type`'], messagesRows),
  ].join('\n\n');
  await expect(`${text}\n`).toMatchFileSnapshot(`${docs}api-errors.md`);
});
