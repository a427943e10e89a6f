import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import { startLab } from '../../../test/lab-rig.ts';
import { createTestExecutor } from '../../../test/test-executor.ts';
import { calls } from '../../../test/tool-loop-rig.ts';
import { describeLab } from '../../lab/openapi/describe-lab.ts';
import { createOpenApiDocument } from '../../openapi/document.ts';
import { langGraphRoutes } from '../create-langgraph-routes.ts';
import { describeLangGraph } from './describe-langgraph.ts';

const part = describeLangGraph();
const document = createOpenApiDocument({ parts: [describeLab(), part] });
const ajv = new Ajv2020({ strict: false });
(addFormats as unknown as (instance: Ajv2020) => void)(ajv);
ajv.addSchema({ ...document, $id: 'openapi' });

function judge<T>(name: string, value: T): T {
  const isValid = ajv.validate({ $ref: `openapi#/components/schemas/${name}` }, value);
  expect([name, isValid, ajv.errors]).toEqual([name, true, null]);
  return value;
}

test('the document with these routes is OpenAPI 3.1', async () => {
  expect(await new Validator().validate({ ...document })).toEqual({ valid: true });
});

test('it has every route', () => {
  const described = Object.entries(part.paths).map(([path, methods]) => [path, Object.keys(methods as object)]);
  const served = Object.entries(langGraphRoutes).map(([path, methods]) => {
    return [path.replaceAll(/:(\w+)/g, '{$1}'), Object.keys(methods)];
  });
  expect(Object.fromEntries(described)).toEqual(Object.fromEntries(served));
});

test('requests and answers are as it says', async () => {
  const tools = createTestExecutor({ erase: { decision: 'ask', run: () => ({ status: 'success' }) } });
  const lab = await startLab({ tools, replies: [calls(['erase', { path: '/x' }]), 'Erased.'] });
  const send = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await lab.call(method, path, body);
    return response.status === 204 ? undefined : response.json();
  };
  judge('GraphInfo', await send('GET', '/info'));
  judge('GraphOk', await send('GET', '/ok'));
  judge('GraphAssistantList', await send('POST', '/assistants/search', judge('GraphAssistantSearch', {})));
  judge('GraphAssistantList', await send('GET', '/assistants'));
  judge('GraphCount', await send('POST', '/assistants/count', {}));
  judge('GraphAssistant', await send('GET', '/assistants/agent'));
  judge('GraphDrawing', await send('GET', '/assistants/agent/graph'));
  judge('GraphSchemas', await send('GET', '/assistants/agent/schemas'));
  judge('GraphRecord', await send('GET', '/assistants/scripted/subgraphs'));
  const created = judge('GraphThread', await send('POST', '/threads', judge('GraphNewThread', { thread_id: 't' })));
  expect(created).toMatchObject({ thread_id: 't', values: null });
  judge('GraphState', await send('GET', '/threads/t/state'));
  judge('GraphError', await send('GET', '/threads/other'));

  const request = judge('GraphRunRequest', { assistant_id: 'agent', input: 'Erase it.' });
  const paused = judge('GraphRunOutcome', await send('POST', '/threads/t/runs/wait', request));
  expect(paused).toMatchObject({ __interrupt__: [{ when: 'during' }] });
  const state = judge('GraphState', await send('GET', '/threads/t/state')) as { checkpoint: { checkpoint_id: string } };
  judge(
    'GraphSelectedThreads',
    await send('POST', '/threads/search', judge('GraphThreadSearch', { status: 'interrupted' })),
  );
  judge('GraphCount', await send('POST', '/threads/count', {}));
  const command = { command: { resume: [{ type: 'accept' }] } };
  const { run_id: run } = judge('GraphRun', await send('POST', '/threads/t/runs', command)) as { run_id: string };
  judge('GraphRunOutcome', await send('GET', `/threads/t/runs/${run}/join`));
  judge('GraphRun', await send('GET', `/threads/t/runs/${run}`));
  judge('GraphRunList', await send('GET', '/threads/t/runs'));
  judge('GraphStateList', await send('POST', '/threads/t/history', judge('GraphHistoryRequest', {})));
  judge('GraphState', await send('POST', '/threads/t/state/checkpoint', judge('GraphStateQuestion', {})));
  judge('GraphError', await send('GET', `/threads/t/state/${state.checkpoint.checkpoint_id}`));
  judge('GraphStateUpdated', await send('POST', '/threads/t/state', judge('GraphStateUpdate', { values: 'And?' })));
  judge('GraphThread', await send('PATCH', '/threads/t', judge('GraphThreadChange', { metadata: { a: 1 } })));
  judge('GraphThread', await send('POST', '/threads/t/copy'));
  expect(await send('DELETE', `/threads/t/runs/${run}`)).toBeUndefined();
  expect(await send('DELETE', '/threads/t')).toBeUndefined();
  judge('GraphRunOutcome', await send('POST', '/runs/wait', { input: 'Hello' }));
  expect(lab.requests).toHaveLength(3);
});
