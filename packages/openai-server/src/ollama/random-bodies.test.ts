import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startServer } from '../../test/start-server.ts';
import { createModelProvider } from '../models/create-model-provider.ts';
import type { ParameterTable } from '../parameters/parameter-rule.ts';
import {
  ollamaChatParameters,
  ollamaEmbeddingsParameters,
  ollamaEmbedParameters,
  ollamaGenerateParameters,
  ollamaModelOptions,
  ollamaShowParameters,
} from './request-parameters.ts';

const anyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom<unknown>(-1, 0, 1, 2, 1e308, true, false, 'json', 'low', '0s', '\ud800', [], {}, null, ''),
);

const anyImages = fc.oneof(
  fc.array(fc.constantFrom('iVBORw0KGgo=', '/9j/', 'data:image/png;base64,', 'x'), { maxLength: 1 }),
  anyValue,
);

const anyMessage = fc.record(
  {
    role: fc.constantFrom('system', 'user', 'assistant', 'tool', 'control'),
    content: fc.oneof(fc.string({ unit: 'binary' }), fc.constant(null)),
    thinking: fc.string(),
    images: anyImages,
    tool_calls: fc.array(fc.record({ function: fc.record({ name: fc.string(), arguments: anyValue }) })),
    tool_name: fc.oneof(fc.string(), anyValue),
  },
  { requiredKeys: ['role'] },
);

const anyOptions = fc.dictionary(
  fc.constantFrom(...Object.keys(ollamaModelOptions), 'other'),
  fc.oneof({ weight: 3, arbitrary: fc.constantFrom(0, 1) }, anyValue),
  { maxKeys: 3 },
);

/** Bodies whose parameters have the right names and any values, so that many get past the first checks. */
function bodiesOf(table: ParameterTable, likely: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> {
  const names = Object.keys(table).filter((name) => name !== 'model' && name !== 'name');
  const others = fc.dictionary(fc.constantFrom(...names), anyValue, { maxKeys: 3 });
  return fc.tuple(others, fc.record(likely, { requiredKeys: [] })).map(([some, more]) => ({ ...some, ...more }));
}

const generation = { options: anyOptions, stream: fc.boolean() };
const routes: Record<string, fc.Arbitrary<unknown>> = {
  '/api/chat': bodiesOf(ollamaChatParameters, { ...generation, messages: fc.array(anyMessage, { maxLength: 2 }) }),
  '/api/generate': bodiesOf(ollamaGenerateParameters, { ...generation, prompt: fc.string(), images: anyImages }),
  '/api/embed': bodiesOf(ollamaEmbedParameters, { input: fc.oneof(fc.string(), fc.array(fc.string())) }),
  '/api/embeddings': bodiesOf(ollamaEmbeddingsParameters, { prompt: fc.string() }),
  '/api/show': bodiesOf(ollamaShowParameters, { model: fc.constant('default') }),
};

const requests = fc
  .constantFrom(...Object.keys(routes))
  .chain((path) => fc.tuple(fc.constant(path), fc.oneof({ weight: 9, arbitrary: routes[path]! }, fc.jsonValue())));

test('no JSON body makes the server fail', { timeout: 60_000 }, async () => {
  await using model = await createScriptedEngine().load({ id: 'scripted' });
  const failures: unknown[] = [];
  const logger = { error: (details: object) => void failures.push(details), warn: () => undefined };
  await using server = await startServer({ models: createModelProvider([model]), logger });
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(requests, async ([path, body]) => {
      const answer = await server.post(path, body);
      const lines = (await answer.text()).trim().split('\n');
      expect(failures, lines.join('\n')).toEqual([]);
      expect([200, 400]).toContain(answer.status);
      const last = JSON.parse(lines.at(-1) ?? '') as { error?: string };
      if (answer.status === 400) expect(last.error).not.toBe('');
      else expect(last.error).toBeUndefined();
      const outcome = `${path} ${answer.status}`;
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
    }),
    { numRuns: 1000, seed: 20_240_607 },
  );
  // Both sides of the check were reached, or the test would prove little.
  for (const path of Object.keys(routes)) {
    expect(seen.get(`${path} 200`), path).toBeGreaterThan(10);
    expect(seen.get(`${path} 400`), path).toBeGreaterThan(10);
  }
});
