import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { LogRecord, TuneloopError } from '@tuneloop/protocol';
import { expect, onTestFinished, test } from 'vitest';
import { interactionRecord } from '../../../test/interactions.ts';
import { createOpenTelemetryMetrics, type OpenTelemetryMetrics } from './open-telemetry-metrics.ts';
import type { PrometheusMetric } from './prometheus-producer.ts';

interface Point {
  attributes: { key: string; value: Record<string, unknown> }[];
  count?: number;
  sum?: number;
  asDouble?: number;
  bucketCounts?: number[];
  explicitBounds?: number[];
}

interface Metric {
  name: string;
  unit: string;
  histogram?: { dataPoints: Point[] };
  sum?: { dataPoints: Point[]; isMonotonic: boolean };
  gauge?: { dataPoints: Point[] };
}

interface Body {
  resourceMetrics: { resource: { attributes: unknown }; scopeMetrics: { metrics: Metric[] }[] }[];
}

/** Takes metrics as JSON, on loopback; answers with these states first. */
async function startReceiver(
  refusals: number[] = [],
): Promise<{ url: string; metrics: () => Map<string, Metric>; bodies: Body[] }> {
  const bodies: Body[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = await text(request);
      const status = refusals.shift() ?? 200;
      if (status === 200) bodies.push(JSON.parse(body) as Body);
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    })();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/metrics`,
    bodies,
    metrics: () =>
      new Map(
        bodies
          .at(-1)!
          .resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
          .map((metric) => [metric.name, metric]),
      ),
  };
}

function start(
  url: string,
  prometheus?: () => Promise<readonly PrometheusMetric[]>,
): OpenTelemetryMetrics & { problems: TuneloopError[] } {
  const problems: TuneloopError[] = [];
  const metrics = createOpenTelemetryMetrics({
    receiver: { url, encoding: 'json' },
    intervalMs: 3_600_000,
    resourceAttributes: { 'deployment.environment.name': 'test' },
    prometheus,
    onProblem: (problem) => problems.push(problem),
  });
  onTestFinished(() => metrics[Symbol.asyncDispose]());
  return Object.assign(metrics, { problems });
}

function plain({ attributes }: Point): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

const timings = { queueMs: 1, prefillMs: 20, timeToFirstTokenMs: 30, decodeMs: 80, totalMs: 120 };

test('generations are counted by the conventions for generative AI', async () => {
  const receiver = await startReceiver();
  const metrics = start(receiver.url);
  metrics.sink.write(interactionRecord('a', { timings }));
  const error = { code: 'BUSY' as const, message: 'secret', details: {}, retryable: true };
  metrics.sink.write(interactionRecord('b', { error, timings: undefined, usage: undefined }));
  metrics.sink.write(toolCall('calculate', 'allow'));
  metrics.sink.write(toolCall('made-up-by-a-model', 'deny'));
  await metrics.flush();
  const found = receiver.metrics();
  expect([...found.keys()].toSorted()).toEqual([
    'gen_ai.client.operation.duration',
    'gen_ai.client.token.usage',
    'gen_ai.execute_tool.duration',
    'gen_ai.server.request.duration',
    'gen_ai.server.time_per_output_token',
    'gen_ai.server.time_to_first_token',
  ]);
  const [first] = found.get('gen_ai.server.time_to_first_token')!.histogram!.dataPoints;
  expect(first).toMatchObject({ count: 1, sum: 0.03 });
  expect(plain(first!)).toEqual({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'scripted',
    'gen_ai.request.model': 'small',
    'gen_ai.response.model': 'small',
  });
  expect(found.get('gen_ai.server.time_per_output_token')!.histogram!.dataPoints).toMatchObject([{ sum: 0.02 }]);
  const usage = found.get('gen_ai.client.token.usage')!.histogram!.dataPoints;
  expect(usage.map((point) => [plain(point)['gen_ai.token.type'], point.sum])).toEqual([
    ['input', 10],
    ['output', 5],
  ]);
  const requests = found.get('gen_ai.server.request.duration')!.histogram!.dataPoints;
  expect(requests.map((point) => plain(point)['error.type'])).toEqual([undefined, 'BUSY']);
  const sent = JSON.stringify(receiver.bodies);
  expect(sent).not.toMatch(/secret|made-up-by-a-model/);
  expect(sent).toContain('deployment.environment.name');
});

function toolCall(tool: string, decision: 'allow' | 'deny'): LogRecord {
  const call = { id: tool, time: '2026-11-21T08:00:00.300Z', owner: 'key_1', tool, reason: 'a rule', durationMs: 25 };
  const status = decision === 'allow' ? ('success' as const) : ('error' as const);
  return { version: 1, type: 'tool-call', call: { ...call, decision, status, resultBytes: 1 } };
}

test('requests are counted by the conventions for HTTP', async () => {
  const receiver = await startReceiver();
  const metrics = start(receiver.url);
  metrics.addRequest({ method: 'POST', route: '/v1/responses', status: 503, scheme: 'http', durationMs: 50 });
  await metrics.flush();
  const [point] = receiver.metrics().get('http.server.request.duration')!.histogram!.dataPoints;
  expect(point).toMatchObject({ count: 1, sum: 0.05 });
  expect(plain(point!)).toEqual({
    'http.request.method': 'POST',
    'http.route': '/v1/responses',
    'http.response.status_code': 503,
    'url.scheme': 'http',
    'error.type': '503',
  });
});

test('what Prometheus’ client counted is sent as it is', async () => {
  const receiver = await startReceiver();
  const bucket = (le: number | string, value: number) => ({
    value,
    labels: { model: 'a', le },
    metricName: 'wait_seconds_bucket',
  });
  const metrics = start(receiver.url, async () => [
    { name: 'hits_total', help: 'Hits.', type: 'counter', values: [{ value: 3, labels: { model: 'a' } }] },
    {
      name: 'queue_length',
      help: 'Queue.',
      type: 'gauge',
      values: [
        { value: 2, labels: {} },
        { value: Number.NaN, labels: {} },
      ],
    },
    {
      name: 'wait_seconds',
      help: 'Wait.',
      type: 'histogram',
      values: [
        bucket(1, 2),
        bucket(5, 3),
        bucket('+Inf', 4),
        { value: 9.5, labels: { model: 'a' }, metricName: 'wait_seconds_sum' },
        { value: 4, labels: { model: 'a' }, metricName: 'wait_seconds_count' },
      ],
    },
  ]);
  await metrics.flush();
  const found = receiver.metrics();
  expect(found.get('hits_total')?.sum).toMatchObject({ isMonotonic: true, dataPoints: [{ asDouble: 3 }] });
  expect(found.get('queue_length')?.gauge?.dataPoints).toMatchObject([{ asDouble: 2 }]);
  expect(found.get('wait_seconds')).toMatchObject({
    unit: 's',
    histogram: { dataPoints: [{ count: 4, sum: 9.5, explicitBounds: [1, 5], bucketCounts: [2, 1, 1] }] },
  });
});

test('a receiver that is away is told of once, and has everything with the next delivery', async () => {
  const receiver = await startReceiver([503, 404, 200, 500]);
  const metrics = start(receiver.url);
  metrics.sink.write(interactionRecord('a', { timings }));
  for (let delivery = 0; delivery < 4; delivery += 1) await metrics.flush();
  expect(metrics.problems).toMatchObject([
    { message: expect.stringContaining('does not take metrics') },
    { code: 'UPSTREAM_FAILED' },
  ]);
  expect(receiver.metrics().get('gen_ai.server.request.duration')!.histogram!.dataPoints).toMatchObject([{ count: 1 }]);
});
