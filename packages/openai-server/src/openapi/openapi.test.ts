import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { createMemoryFiles } from '../../test/memory-files.ts';
import { createScriptedLoop } from '../../test/scripted-loop.ts';
import { createScriptedFineTuning } from '../../test/scripted-fine-tuning.ts';
import { createStubPushes } from '../../test/stub-pushes.ts';
import { createStubExports, noStatistics } from '../../test/stub-exports.ts';
import { createMemoryInteractionLog } from '../../test/memory-interaction-log.ts';
import { createJobRig } from '../../test/job-rig.ts';
import { createStubTraining } from '../../test/stub-training.ts';
import { startServer } from '../../test/start-server.ts';
import { createCapableModel } from '../../test/capable-model.ts';
import { createManagedProvider } from '../../test/managed-provider.ts';
import { createStubAdapters } from '../../test/stub-adapters.ts';
import { createMemoryResponseStore } from '../responses/memory-response-store.ts';
import type { ResponseResource } from '../responses/response-resource.ts';
import { createOpenApiDocument } from './document.ts';
import { responseExample } from './examples.ts';

const document = createOpenApiDocument();
const schemas = document.components['schemas'] as Record<string, Record<string, unknown>>;

const ajv = new Ajv2020({ strict: false });
(addFormats as unknown as (instance: Ajv2020) => void)(ajv);
ajv.addSchema({ ...document, $id: 'openapi' });

/** Judges a value by a schema of the document. */
function validatorOf(name: string): (value: unknown) => boolean {
  return ajv.compile({ $ref: `openapi#/components/schemas/${name}` });
}

function* references(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (key === '$ref') yield child as string;
    else yield* references(child);
  }
}

function resolve(pointer: string): unknown {
  return pointer
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], document);
}

function uploadForm(): FormData {
  const form = new FormData();
  form.append('purpose', 'user_data');
  form.append('file', new Blob(['{}']), 'example.jsonl');
  return form;
}

interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  responses: Record<string, unknown>;
  requestBody?: { content: Record<string, { schema: { $ref: string }; examples: { example: { value: object } } }> };
}

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({ path, method, operation })),
);

describe('the document', () => {
  test('has the parts that OpenAPI 3.1 requires', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d$/);
    expect(document.info).toMatchObject({
      title: expect.any(String) as unknown,
      version: expect.any(String) as unknown,
    });
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const tags = new Set(document.tags.map(({ name }) => name));
    for (const { path, operation } of operations) {
      expect(path).toMatch(/^\//);
      expect(Object.keys(operation.responses)).toContain('200');
      for (const tag of operation.tags) expect(tags).toContain(tag);
    }
    for (const requirement of document.security.flatMap((entry) => Object.keys(entry))) {
      expect(document.components['securitySchemes']).toHaveProperty(requirement);
    }
  });

  test('refers to nothing that it does not hold', () => {
    const all = [...new Set(references(document))];
    expect(all.length).toBeGreaterThan(10);
    for (const reference of all) expect(resolve(reference), reference).toBeDefined();
  });

  test.each(Object.keys(schemas))('%s is a valid JSON Schema', (name) => {
    expect(ajv.validateSchema(schemas[name] as object)).toBe(true);
    expect(() => validatorOf(name)(null)).not.toThrow();
  });

  test('describes requests as they are judged', () => {
    const isRequest = validatorOf('ChatCompletionRequest');
    const messages = [{ role: 'user', content: 'Hi' }];
    expect(isRequest({ messages, temperature: 1, store: false, stop: null })).toBe(true);
    expect(isRequest({ messages: [] })).toBe(false);
    expect(isRequest({ messages, temperature: 'hot' })).toBe(false);
    expect(isRequest({ messages, temprature: 1 })).toBe(false);
    expect(isRequest({ messages, store: true })).toBe(false);
    expect(isRequest({ messages, mirostat: 2 })).toBe(false);
    expect(isRequest({ messages, mirostat: 0 })).toBe(true);
  });

  test('says what rules between parameters ask for', () => {
    const isChoice = validatorOf('ComparisonChoiceRequest');
    expect([isChoice({}), isChoice({ withdraw: false }), isChoice({ draft: 1 })]).toEqual([false, false, true]);
    expect(validatorOf('ExportRequest')({ format: 'sft', minScore: 4 })).toBe(false);
  });

  test('describes the events of streams', () => {
    const { content } = (document.paths['/v1/completions'] as { post: Operation }).post.responses['200'] as {
      content: Record<string, { schema: object }>;
    };
    expect(content['text/event-stream']?.schema).toMatchObject({
      properties: {
        data: {
          anyOf: [{ contentSchema: { anyOf: [{ $ref: '#/components/schemas/Completion' }, {}] } }, { const: '[DONE]' }],
        },
      },
    });
  });

  test('has every route of the router, and its examples and answers are right', async () => {
    const responseStore = createMemoryResponseStore();
    const model = createCapableModel();
    await using rig = createJobRig();
    const log = createMemoryInteractionLog();
    const files = createMemoryFiles();
    const fineTuning = createScriptedFineTuning();
    const trainingFile = files.add('{}');
    await fineTuning.create({
      model: 'stub',
      trainingFile,
      method: { type: 'supervised', hyperparameters: {} },
      owner: undefined,
      idempotencyKey: undefined,
    });
    files.add('{}');
    const training = createStubTraining(rig.queue);
    await using server = await startServer({
      model,
      models: createManagedProvider(model),
      responseStore,
      adapters: createStubAdapters(),
      slotSaveFolder: tmpdir(),
      jobs: { queue: rig.queue },
      interactions: log,
      statistics: async () => noStatistics,
      exports: createStubExports(),
      pushes: createStubPushes(),
      files,
      fineTuning,
      training,
      loop: createScriptedLoop(),
      eventSinks: [log],
    });
    const failed = await rig.queue.submit({ kind: 'fail', input: {} });
    const { id: graphs } = await rig.queue.submitGraph({ steps: [{ name: 'a', kind: 'fail', input: {} }] });
    const response = (await (await server.post('/v1/responses', responseExample)).json()) as ResponseResource;
    const comparison = await server.post('/v1/comparisons', { messages: [{ role: 'user', content: 'Hi' }] });
    const { id: comparisons } = (await comparison.json()) as { id: string };
    const run = { data: { export: 'job_1' }, scope: 'all', owner: undefined, idempotencyKey: undefined } as const;
    const { id: runs } = await training.submit(run);
    const ids: Record<string, string> = {
      training: runs,
      responses: response.id,
      jobs: failed.id,
      graphs,
      interactions: response.id,
      comparisons,
      exports: 'job_1',
      files: files.add('{}').id,
      fine_tuning: 'ftjob-1',
    };
    for (const { path, method, operation } of operations) {
      await responseStore.put(undefined, { response, input: [] });
      const content = operation.requestBody?.content['application/json'];
      const named = path
        .replace('{id}', ids[path.split('/')[path.startsWith('/v1/jobs/graphs/') ? 3 : 2] ?? ''] ?? 'stub')
        .replace('{name}', 'pirate')
        .replace('{version}', '1')
        .replace('{slot}', '0?action=save');
      const answer = content
        ? await server.post(named, content.examples.example.value)
        : await fetch(server.url + named, {
            method: method.toUpperCase(),
            ...(operation.requestBody && { body: uploadForm() }),
          });
      expect(answer.status, named).toBe(200);
      const { content: answers } = operation.responses['200'] as {
        content: Record<string, { schema: { $ref: string } }>;
      };
      const plainTypes = ['text/plain', 'text/event-stream', 'application/x-ndjson', 'application/octet-stream'];
      const plainType = plainTypes.find((type) => !answers['application/json'] && answers[type]);
      if (plainType !== undefined) {
        expect(answer.headers.get('content-type')).toContain(plainType);
        await answer.text();
        continue;
      }
      const schema = answers['application/json']?.schema.$ref.split('/').at(-1) ?? '';
      expect(validatorOf(schema)(await answer.json()), schema).toBe(true);
    }
  });

  test('is served as it is', async () => {
    await using server = await startServer();
    expect(await (await fetch(`${server.url}/openapi.json`)).json()).toEqual(JSON.parse(JSON.stringify(document)));
  });
});

describe('the page at /docs', () => {
  test('has all it needs on this server', async () => {
    await using server = await startServer({ prefix: '/llm' });
    const page = await fetch(`${server.url}/llm/docs`);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const html = await page.text();
    const addresses = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');
    expect(addresses.length).toBeGreaterThan(2);
    for (const address of [...addresses, 'openapi.json']) {
      expect(address).not.toMatch(/^(\/|\w+:)/);
      const answer = await fetch(new URL(address, `${server.url}/llm/docs`));
      expect(answer.status, address).toBe(200);
      await answer.arrayBuffer();
    }
    const script = await (await fetch(`${server.url}/llm/docs/start.js`)).text();
    expect(script).toContain('validatorUrl: null');
    expect(script).not.toMatch(/https?:/);
  });

  test('is found with a slash at the end too', async () => {
    await using server = await startServer({ prefix: '/llm' });
    const answer = await fetch(`${server.url}/llm/docs/`);
    expect([answer.status, answer.url]).toEqual([200, `${server.url}/llm/docs`]);
  });

  test('serves nothing but its own files', async () => {
    await using server = await startServer();
    for (const path of ['/docs/package.json', '/docs/..%2fpackage.json', '/docs/index.html']) {
      expect((await fetch(server.url + path)).status).toBe(404);
    }
  });
});
