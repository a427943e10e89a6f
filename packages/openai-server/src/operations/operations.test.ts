import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { startOperations } from '../../test/operations-rig.ts';
import { createOpenApiDocument } from '../openapi/document.ts';
import { createOperationsRouter } from './create-operations-router.ts';
import type { LogHistory, LogLine } from './logs/log-history.ts';
import { describeOperations } from './openapi/describe-operations.ts';

const line = (position: number): LogLine => ({
  position,
  time: '2026-01-01T00:00:00.000Z',
  level: 'warn',
  message: `line ${position}`,
  details: { port: 1 },
});

function stubLogs(): LogHistory & { asked: object[] } {
  const asked: object[] = [];
  return {
    asked,
    last: 9,
    read: (query) => {
      asked.push(query);
      return { lines: [line(8), { ...line(9), requestId: 'req_1' }], hasMore: true };
    },
    async *follow({ signal, ...query }) {
      asked.push(query);
      yield line(query.after + 1);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
  };
}

test('settings are shown with their sources, secrets without their values', async () => {
  const configuration = () => ({
    file: '/etc/tuneloop.config.yaml',
    warnings: ['a warning'],
    settings: [
      {
        path: 'server.port',
        value: 9000,
        isSecret: false,
        isSet: true,
        source: 'flag --port',
        summary: 'port',
        flag: 'port',
      },
      { path: 'server.apiKey', value: 'never', isSecret: true, isSet: true, source: '.env line 1', summary: 'a key' },
    ],
  });
  const { call } = await startOperations({ configuration });
  const answer = await call('GET', '/v1/configuration');
  const shown: unknown = await answer.json();
  expect(shown).toMatchObject({
    object: 'configuration',
    file: '/etc/tuneloop.config.yaml',
    warnings: ['a warning'],
    settings: [
      {
        path: 'server.port',
        value: 9000,
        secret: false,
        set: true,
        source: 'flag --port',
        flag: 'port',
        environment: null,
      },
      { path: 'server.apiKey', value: null, secret: true, set: true, without_effect: null },
    ],
  });
  expect(JSON.stringify(shown)).not.toContain('never');
  expect((await call('GET', '/v1/configuration', { key: 'bob' })).status).toBe(403);
});

test('the log is read in pages', async () => {
  const logs = stubLogs();
  const { call } = await startOperations({ logs });
  const answer = await call('GET', '/v1/logs?level=warn&limit=2&before=10&request_id=req_1');
  expect(await answer.json()).toEqual({
    object: 'list',
    has_more: true,
    last_position: 9,
    data: [
      {
        object: 'log.line',
        position: 8,
        time: '2026-01-01T00:00:00.000Z',
        level: 'warn',
        message: 'line 8',
        request_id: null,
        details: { port: 1 },
      },
      expect.objectContaining({ position: 9, request_id: 'req_1' }),
    ],
  });
  expect(logs.asked).toEqual([{ level: 'warn', limit: 2, before: 10, requestId: 'req_1' }]);
  expect((await call('GET', '/v1/logs?level=loud')).status).toBe(400);
  expect((await call('GET', '/v1/logs?limit=1001')).status).toBe(400);
  expect((await call('GET', '/v1/logs', { key: 'bob' })).status).toBe(403);
});

test('the log is followed as events, until the server stops', async () => {
  const logs = stubLogs();
  const stopping = new AbortController();
  const { call } = await startOperations({ logs, signal: stopping.signal });
  const answer = await call('GET', '/v1/logs/events?after=41&level=error');
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  const text = answer.text();
  await expect.poll(() => logs.asked).toHaveLength(1);
  stopping.abort();
  expect(await text).toMatch(/^id: 42\nevent: line\ndata: \{"object":"log.line","position":42,.*\}\n\n$/);
  expect(logs.asked).toEqual([{ level: 'error', after: 41, requestId: undefined }]);
  expect((await call('GET', '/v1/logs/events', { key: 'bob' })).status).toBe(403);
});

test('what is not there has no route, and other methods are refused', async () => {
  const { call } = await startOperations({ logs: stubLogs() });
  expect((await call('GET', '/v1/keys')).status).toBe(404);
  expect((await call('POST', '/v1/logs', { body: {} })).status).toBe(405);
  expect(() => createOperationsRouter({ logs: {} as never })).toThrow('must be a LogHistory');
});

test('the description is valid OpenAPI', async () => {
  const document = createOpenApiDocument({ parts: [describeOperations()] });
  expect(await new Validator().validate({ ...document })).toEqual({ valid: true });
});
