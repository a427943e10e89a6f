import { expect, onTestFinished, test } from 'vitest';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { chatRequest, createTestPlatform, eventually, type TestPlatform } from '../../test/test-platform.ts';
import { startTraceReceiver, type TracedSpan, type TraceReceiver } from '../../test/trace-receiver.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const internal = 1;
const server = 2;

async function traced(
  env: Record<string, string> = {},
  options: Parameters<typeof createTestPlatform>[0] = {},
): Promise<{ receiver: TraceReceiver; platform: TestPlatform; url: string }> {
  const receiver = await startTraceReceiver();
  onTestFinished(() => receiver[Symbol.asyncDispose]());
  const platform = await createTestPlatform({
    ...options,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', ...env },
  });
  onTestFinished(() => platform[Symbol.asyncDispose]());
  const { url } = await platform.platform.listen();
  return { receiver, platform, url };
}

function chat(url: string, headers: Record<string, string> = {}, body = {}): Promise<Response> {
  return fetch(`${url}/v1/chat/completions`, {
    ...chatRequest(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
}

function named(spans: readonly TracedSpan[], name: string): TracedSpan {
  const found = spans.find((span) => span.name === name);
  if (!found) throw new Error(`no span ${name} among ${spans.map((span) => span.name).join(', ')}`);
  return found;
}

test('a request is a span of the client’s trace, and everything that it brought about lies in it', async () => {
  const { receiver, platform, url } = await traced();
  const response = await chat(url, {
    traceparent: `00-${traceId}-${spanId}-01`,
    tracestate: 'vendor=1',
    'user-agent': 'Client/1',
  });
  await response.json();
  await platform.platform.close();
  const { spans } = receiver;
  expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
  const request = named(spans, 'POST /v1/chat/completions');
  expect(request).toMatchObject({ kind: server, parentSpanId: spanId, status: { code: 0 } });
  expect(request.attributes).toMatchObject({
    'http.request.method': 'POST',
    'http.route': '/v1/chat/completions',
    'http.response.status_code': 200,
    'url.path': '/v1/chat/completions',
    'url.scheme': 'http',
    'server.address': '127.0.0.1',
    'client.address': '127.0.0.1',
    'user_agent.original': 'Client/1',
    'tuneloop.request.id': response.headers.get('x-request-id'),
  });
  const generation = named(spans, 'chat scripted');
  expect(generation).toMatchObject({ kind: internal, parentSpanId: request.spanId });
  for (const phase of ['prefill', 'decode']) expect(named(spans, phase).parentSpanId).toBe(generation.spanId);
  expect(JSON.stringify(spans)).not.toContain('xylophone');
});

test('each line of a request has its id, its trace, and no text', async () => {
  const { platform, url } = await traced();
  const response = await chat(url, { 'x-request-id': 'mine', traceparent: `00-${traceId}-${spanId}-01` });
  await response.json();
  await eventually(() => platform.logged().includes('"msg":"request"'));
  const lines = platform
    .logged()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const own = lines.filter(({ msg }) => msg === 'request' || msg === 'generation');
  expect(own).toHaveLength(2);
  for (const line of own) expect(line).toMatchObject({ requestId: 'mine', trace_id: traceId });
  expect(new Set(own.map((line) => line['span_id'])).size).toBe(1);
  // What a request began and others use belongs to nobody.
  expect(lines.find(({ msg }) => msg === 'model ready')).not.toHaveProperty('requestId');
  expect(platform.logged()).not.toContain('xylophone');
});

test('without a receiver a trace of the client is logged all the same', async () => {
  await using platform = await createTestPlatform();
  const { url } = await platform.platform.listen();
  await (await chat(url, { traceparent: `00-${traceId}-${spanId}-01` })).json();
  await (await chat(url, { traceparent: 'nonsense' })).json();
  await eventually(() => platform.logged().split('"msg":"request"').length === 3);
  expect(platform.logged().split(`"trace_id":"${traceId}"`).length - 1).toBe(2);
});

test('what the client does not want to have traced is not, nor what the sampler leaves out', async () => {
  const { receiver, platform, url } = await traced({ OTEL_TRACES_SAMPLER: 'parentbased_always_off' });
  await (await chat(url, { traceparent: `00-${traceId}-${spanId}-00` })).json();
  await (await chat(url)).json();
  await (await chat(url, { traceparent: `00-${traceId}-${spanId}-01` })).json();
  await platform.platform.close();
  expect(receiver.spans.filter(({ kind }) => kind === server)).toHaveLength(1);
  expect(new Set(receiver.spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
});

test('probes, pages and paths that nobody knows are not traced; refusals are, and are no errors of the server', async () => {
  const { receiver, platform, url } = await traced();
  for (const path of ['/health', '/health/ready', '/metrics', '/v1/metrics', '/', '/v1/nothing/here']) {
    await (await fetch(`${url}${path}`)).text();
  }
  await (await chat(url, {}, { messages: 1 })).text();
  await (await fetch(`${url}/v1/models/a%20b`)).text();
  await platform.platform.close();
  expect(
    receiver.spans.map(({ name, status, attributes }) => [name, status.code, attributes['http.response.status_code']]),
  ).toEqual([
    ['POST /v1/chat/completions', 0, 400],
    ['GET /v1/models/{id}', 0, 404],
  ]);
});

test('a model that had to be loaded is a step of the request that waited for it', async () => {
  const engine = createScriptedEngine({ replies: 'Hello.' });
  const asked = Promise.withResolvers<void>();
  const slow = {
    ...engine,
    name: engine.name,
    load: async (...args: Parameters<typeof engine.load>) => {
      await asked.promise;
      return engine.load(...args);
    },
  };
  const { receiver, platform, url } = await traced({}, { engine: slow });
  const answer = chat(url);
  await eventually(() => fetch(`${url}/metrics`).then(async (response) => /in_flight 1\b/.test(await response.text())));
  setTimeout(asked.resolve, 20);
  await (await answer).json();
  await platform.platform.close();
  const request = named(receiver.spans, 'POST /v1/chat/completions');
  expect(named(receiver.spans, 'load_model').parentSpanId).toBe(request.spanId);
  expect(request).not.toHaveProperty('parentSpanId', expect.stringMatching(/./));
});

test('a generation over a WebSocket is a trace, and so is a job', async () => {
  const { receiver, platform, url } = await traced();
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/ws`);
  const done = Promise.withResolvers<void>();
  socket.addEventListener('message', ({ data }) => {
    const { type } = JSON.parse(String(data)) as { type: string };
    if (type === 'ready') {
      const request = { messages: [{ role: 'user', content: 'Hi' }] };
      socket.send(JSON.stringify({ type: 'generate', id: 'a', request }));
    }
    if (type === 'done') done.resolve();
  });
  await done.promise;
  socket.close();
  const job = await platform.platform.jobs.submit({
    kind: 'download',
    input: { model: 'scripted' },
    owner: 'local',
  });
  await eventually(async () => (await platform.platform.jobs.get(job.id)).endedAt !== undefined);
  await platform.platform.close();
  const request = named(receiver.spans, 'generate /v1/ws');
  expect(named(receiver.spans, 'chat scripted')).toMatchObject({
    traceId: request.traceId,
    parentSpanId: request.spanId,
  });
  const attempt = named(receiver.spans, 'job download');
  expect(attempt.attributes).toMatchObject({ 'tuneloop.job.id': job.id });
  expect(attempt.traceId).not.toBe(request.traceId);
});

test('metrics go to the same receiver, those that Prometheus reads too', async () => {
  const { receiver, platform, url } = await traced({ OTEL_METRIC_EXPORT_INTERVAL: '3600000' });
  await (await chat(url)).json();
  await platform.platform.close();
  const bodies = receiver.requests.filter(({ path }) => path === '/v1/metrics').map(({ body }) => body);
  expect(bodies).toHaveLength(1);
  for (const name of [
    'gen_ai.server.request.duration',
    'gen_ai.server.time_to_first_token',
    'http.server.request.duration',
    'tuneloop_slots',
    'tuneloop_http_requests_total',
    'process_cpu_seconds_total',
  ]) {
    expect(bodies[0]).toContain(`"name":"${name}"`);
  }
  expect(bodies[0]).not.toContain('xylophone');
});

test('each of the two can be turned off', async () => {
  for (const [name, path] of [
    ['OTEL_TRACES_EXPORTER', '/v1/metrics'],
    ['OTEL_METRICS_EXPORTER', '/v1/traces'],
  ] as const) {
    const { receiver, platform, url } = await traced({ [name]: 'none' });
    await (await chat(url)).json();
    await platform.platform.close();
    expect(new Set(receiver.requests.map((request) => request.path))).toEqual(new Set([path]));
  }
});
