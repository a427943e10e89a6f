import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startServer } from '../../test/start-server.ts';
import { createModelProvider } from '../models/create-model-provider.ts';
import { messagesParameters } from '../parameters/messages-parameters.ts';
import { messageSchema, messagesErrorSchema } from './response-schemas.ts';

const anyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(-1, 0, 1, 1e308, true, 'auto', '\ud800', [], {}, null, ''),
  fc.record({
    type: fc.constantFrom('auto', 'any', 'tool', 'none', 'enabled', 'disabled', 'custom'),
    name: fc.string(),
  }),
);
const anyText = fc.record({ type: fc.constant('text'), text: fc.string({ unit: 'binary' }) });
const anyBlock = fc.oneof(
  { weight: 3, arbitrary: anyText },
  fc.record({ type: fc.constant('tool_use'), id: fc.string(), name: fc.string(), input: anyValue }),
  fc.record({
    type: fc.constant('tool_result'),
    tool_use_id: fc.string(),
    content: fc.oneof(fc.string(), fc.array(anyText, { maxLength: 2 }), anyValue),
    is_error: fc.boolean(),
  }),
  fc.record({ type: fc.constant('thinking'), thinking: fc.string() }),
  anyValue,
);
const anyMessage = fc.record({
  role: fc.constantFrom('user', 'user', 'assistant', 'system'),
  content: fc.oneof(fc.string(), fc.array(anyBlock, { maxLength: 3 })),
});
const names = Object.keys(messagesParameters).filter((name) => name !== 'model' && name !== 'stream');
const bodies = fc.oneof(
  fc
    .tuple(
      fc.dictionary(fc.constantFrom(...names), anyValue, { maxKeys: 2 }),
      fc.record({
        max_tokens: fc.constant(20),
        messages: fc.array(anyMessage, { minLength: 1, maxLength: 4 }),
        stream: fc.boolean(),
      }),
    )
    .map(([some, always]): unknown => ({ ...some, ...always })),
  fc.jsonValue(),
);

test('no JSON body makes the server fail', { timeout: 60_000 }, async () => {
  await using model = await createScriptedEngine().load({ id: 'scripted' });
  const failures: unknown[] = [];
  const logger = { error: (details: object) => void failures.push(details), warn: () => undefined };
  await using server = await startServer({ models: createModelProvider([model]), logger });
  const statuses = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(bodies, async (body) => {
      const answer = await server.post('/v1/messages', body);
      const received = await answer.text();
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      expect(failures, received).toEqual([]);
      if (answer.headers.get('content-type')?.startsWith('text/event-stream')) {
        expect(received).toMatch(/^event: message_start\n/);
        expect(received.endsWith('event: message_stop\ndata: {"type":"message_stop"}\n\n')).toBe(true);
      } else if (answer.status === 200) {
        messageSchema.parse(JSON.parse(received));
      } else {
        expect(answer.status).toBe(400);
        expect(messagesErrorSchema.parse(JSON.parse(received)).error.type).toBe('invalid_request_error');
      }
    }),
    { numRuns: 500, seed: 20_250_101 },
  );
  // Both sides of the check were reached, or the test would prove little.
  expect(statuses.get(200)).toBeGreaterThan(50);
  expect(statuses.get(400)).toBeGreaterThan(100);
});
