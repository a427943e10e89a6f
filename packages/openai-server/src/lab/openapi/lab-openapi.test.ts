import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Router } from 'express';
import { expect, test } from 'vitest';
import { ask, readStream, startLab } from '../../../test/lab-rig.ts';
import { startServer } from '../../../test/start-server.ts';
import { createTestExecutor } from '../../../test/test-executor.ts';
import { calls } from '../../../test/tool-loop-rig.ts';
import { createLabRouter, type LabRouter } from '../create-lab-router.ts';
import { createOpenApiDocument } from '../../openapi/document.ts';
import { describeLab } from './describe-lab.ts';
import { labEventSchema } from './lab-schemas.ts';

const part = describeLab();
const document = createOpenApiDocument({ parts: [part] });

const ajv = new Ajv2020({ strict: false });
(addFormats as unknown as (instance: Ajv2020) => void)(ajv);
ajv.addSchema({ ...document, $id: 'openapi' });

function judge(name: string, value: unknown): void {
  const isValid = ajv.validate({ $ref: `openapi#/components/schemas/${name}` }, value);
  expect([name, isValid, ajv.errors]).toEqual([name, true, null]);
}

test('the document with the stateful API is OpenAPI 3.1, and the server serves it', async () => {
  expect(await new Validator().validate({ ...document })).toEqual({ valid: true });
  expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/v1/chat/completions', '/chat']));
  await using server = await startServer({ describe: [part] });
  const served = await (await fetch(`${server.url}/openapi.json`)).json();
  expect(served).toEqual(JSON.parse(JSON.stringify(document)));
});

test('a part may not take what another part has', () => {
  expect(() => createOpenApiDocument({ parts: [part, part] })).toThrow('/health');
});

interface Layer {
  route?: { path: string; methods: Record<string, boolean> };
  handle: { stack?: Layer[] };
}

/** `METHOD path` of all routes; the only router inside the lab's is that of conversations. */
function routesOf(router: Router, prefix = ''): string[] {
  return (router.stack as unknown as Layer[]).flatMap(({ route, handle }) => {
    if (!route) return handle.stack ? routesOf(handle as unknown as Router, '/lab/conversations') : [];
    const path = `${prefix}${route.path}`.replace(/(.)\/$/, '$1').replaceAll(/:(\w+)/g, '{$1}');
    const methods = Object.keys(route.methods).filter((method) => method !== '_all');
    return methods.map((method) => `${method.toUpperCase()} ${path}`);
  });
}

test('it has every route', () => {
  const { router }: LabRouter = createLabRouter({
    models: { acquire: () => undefined } as never,
    conversations: { append: () => undefined } as never,
    turns: { take: () => undefined } as never,
    control: { health: () => undefined } as never,
  });
  const described = Object.entries(part.paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(routesOf(router).toSorted()).toEqual(described.toSorted());
});

test('requests and answers are as it says', async () => {
  const tools = createTestExecutor({ erase: { decision: 'ask', run: () => ({ status: 'success' }) } });
  const replies = [calls(['erase', { path: '/x' }]), { steps: [{ reasoning: 'Hm.' }, { text: 'Erased.' }] }];
  const rig = await startLab({ tools, replies: [...replies, { steps: [{ text: 'Hello.' }] }] });
  const get = async (path: string): Promise<unknown> => (await rig.call('GET', path)).json();
  const send = async (method: string, path: string, body?: object): Promise<unknown> =>
    (await rig.call(method, path, body)).json();

  judge('LabHealth', await get('/health'));
  judge('LabModelList', await get('/models'));
  judge('LabToolList', await get('/lab/tools'));
  judge('LabCommandAnswer', await send('POST', '/command', { command: 'mem' }));

  const question = { ...ask('Erase it.'), enable_tools: true, approvals: 'pause', conversation_id: 'c1' };
  judge('LabChatRequest', question);
  const paused = await rig.chat(question);
  judge('LabAnswer', paused);
  const { turn_id: turn, calls: waiting } = paused.pending!;
  judge('WaitingTurnList', await get('/lab/conversations/c1/turns'));
  const decisions = { decisions: { [waiting[0]!.id]: 'approve' } };
  judge('TurnDecisions', decisions);
  judge('LabAnswer', await send('POST', `/lab/conversations/c1/turns/${turn}`, decisions));
  for (const event of await readStream(await rig.call('POST', '/chat', { ...ask('Hi'), stream: true }))) {
    labEventSchema.parse(event);
    judge('LabEvent', event);
  }

  judge('Conversation', await send('POST', '/lab/conversations', { title: 'Ships' }));
  judge('ConversationList', await get('/lab/conversations'));
  judge('ConversationWithMessages', await get('/lab/conversations/c1'));
  judge('ConversationWithMessages', await get('/lab/conversations/c1/export'));
  judge('ConversationTree', await get('/lab/conversations/c1/tree'));
  judge('ConversationWithMessages', await send('POST', '/lab/conversations/c1/messages', { messages: [] }));
  judge('Conversation', await send('PATCH', '/lab/conversations/c1', { title: 'Boats' }));
  judge('Conversation', await send('POST', '/lab/conversations/c1/fork', {}));
  judge('DeletedConversation', await send('DELETE', '/lab/conversations/c1'));
  judge('LabShutdown', await send('POST', '/shutdown'));
  expect(rig.requests).toHaveLength(3);
});
