import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startServer } from '../../test/start-server.ts';
import { createModelProvider } from '../models/create-model-provider.ts';
import { chatCompletionParameters } from '../parameters/chat-completion-parameters.ts';
import { completionParameters } from '../parameters/completion-parameters.ts';
import { embeddingParameters } from '../parameters/embedding-parameters.ts';
import { infillParameters, nativeCompletionParameters } from '../parameters/native-completion-parameters.ts';
import type { ParameterTable } from '../parameters/parameter-rule.ts';
import { responseParameters } from '../parameters/response-parameters.ts';

const anyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom<unknown>(-1, 0, 1, 2, 1e308, true, 'auto', 'none', 'default', '\ud800', [], {}, null, ''),
  fc.record({ type: fc.constantFrom('text', 'json_object', 'json_schema', 'function'), function: fc.jsonValue() }),
);

const anyMessage = fc.record(
  {
    role: fc.constantFrom('system', 'developer', 'user', 'assistant', 'tool', 'function'),
    content: fc.oneof(fc.string({ unit: 'binary' }), fc.constant(null), fc.array(anyValue, { maxLength: 3 })),
    tool_call_id: fc.string(),
    tool_calls: fc.array(
      fc.record({ id: fc.string(), function: fc.record({ name: fc.string(), arguments: anyValue }) }),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: ['role'] },
);

const anyItem = fc.record(
  {
    type: fc.constantFrom(
      'message',
      'function_call',
      'function_call_output',
      'reasoning',
      'web_search_call',
      undefined,
    ),
    role: fc.constantFrom('system', 'developer', 'user', 'assistant', 'tool'),
    content: fc.oneof(fc.string({ unit: 'binary' }), fc.constant(null), fc.array(anyValue, { maxLength: 3 })),
    call_id: fc.constantFrom('a', 'b'),
    name: fc.string(),
    arguments: fc.string(),
    output: fc.oneof(fc.string(), anyValue),
  },
  { requiredKeys: ['type', 'role', 'content'] },
);

/** What names something that is not there is answered 404. */
const names = new Set(['model', 'previous_response_id', 'lora']);

/** Bodies whose parameters have the right names and any values, so that many get past the first checks. */
function bodiesOf(table: ParameterTable, required: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> {
  const honoured = Object.keys(table).filter((name) => table[name]?.class === 'honoured' && !names.has(name));
  const others = fc.dictionary(
    fc.oneof(fc.constantFrom(...honoured), fc.constantFrom(...Object.keys(table))),
    anyValue,
    {
      maxKeys: 4,
    },
  );
  return fc.tuple(others, fc.record(required)).map(([some, always]) => ({ ...some, ...always }));
}

const requests = fc.oneof(
  fc.record({
    path: fc.constant('/v1/chat/completions'),
    body: bodiesOf(chatCompletionParameters, { messages: fc.array(anyMessage, { maxLength: 3 }) }),
  }),
  fc.record({
    path: fc.constant('/v1/completions'),
    body: bodiesOf(completionParameters, { prompt: fc.oneof(fc.string(), anyValue) }),
  }),
  fc.record({
    path: fc.constant('/v1/embeddings'),
    body: bodiesOf(embeddingParameters, { input: fc.oneof(fc.string(), anyValue) }),
  }),
  fc.record({
    path: fc.constant('/v1/responses'),
    body: bodiesOf(responseParameters, { input: fc.oneof(fc.string(), fc.array(anyItem, { maxLength: 3 }), anyValue) }),
  }),
  fc.record({
    path: fc.constant('/completion'),
    body: bodiesOf(nativeCompletionParameters, { prompt: fc.oneof(fc.string(), anyValue) }),
  }),
  fc.record({
    path: fc.constant('/infill'),
    body: bodiesOf(infillParameters, { input_prefix: fc.string(), input_suffix: fc.oneof(fc.string(), anyValue) }),
  }),
  fc.record({
    path: fc.constantFrom('/tokenize', '/v1/rerank'),
    body: fc.record(
      { content: anyValue, with_pieces: anyValue, query: fc.string(), documents: fc.array(anyValue, { maxLength: 3 }) },
      { requiredKeys: [] },
    ),
  }),
  fc.record({
    path: fc.constantFrom('/v1/chat/completions', '/v1/completions', '/v1/embeddings', '/v1/responses'),
    body: fc.jsonValue(),
  }),
);

test('no JSON body makes the server fail', { timeout: 60_000 }, async () => {
  await using model = await createScriptedEngine().load({ id: 'scripted' });
  const failures: unknown[] = [];
  const logger = { error: (details: object) => void failures.push(details), warn: () => undefined };
  await using server = await startServer({ models: createModelProvider([model]), logger });
  const statuses = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(requests, async ({ path, body }) => {
      const answer = await server.post(path, body);
      const text = await answer.text();
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      expect(failures, text).toEqual([]);
      expect([200, 400, 404]).toContain(answer.status);
      expect(text).not.toContain('internal_error');
      if (answer.status === 404)
        expect(names).toContain((JSON.parse(text) as { error: { param: string } }).error.param);
      if (answer.status === 400) {
        const { error } = JSON.parse(text) as { error: { message: string; param: string | null } };
        expect(error.message).not.toBe('');
        // What is wrong in a schema or a grammar is for the engine to say, which knows no parameters.
        const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
        const isNamed = isObject && !('json_schema' in body) && !('grammar' in body);
        if (isNamed) expect(error.param, text).not.toBeNull();
      }
    }),
    { numRuns: 600, seed: 20_240_607 },
  );
  // Both sides of the check were reached, or the test would prove little.
  expect(statuses.get(200)).toBeGreaterThan(20);
  expect(statuses.get(400)).toBeGreaterThan(100);
});
