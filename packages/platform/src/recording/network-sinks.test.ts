import { readdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { createTestPlatform, eventually } from '../../test/test-platform.ts';
import { loadConfig } from '../config/load-config.ts';
import { langfuseConnection } from './langfuse-config.ts';
import { otlpReceiver } from './open-telemetry-config.ts';
import { describeRecording } from './recording-notice.ts';

interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Takes everything, on loopback. */
async function startReceiver(): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      received.push({ path: request.url ?? '', headers: request.headers, body: await text(request) });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"1"}');
    })();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

const ask = async (url: string): Promise<string> => {
  const messages = [{ role: 'user', content: 'Say xylophone' }];
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages, user: 'ada' }),
  });
  return ((await response.json()) as { id: string }).id;
};

test('a server tells those that are configured of answers and ratings', async () => {
  const { url: receiver, received } = await startReceiver();
  await using server = await createTestPlatform({
    env: {
      LANGFUSE_BASE_URL: receiver,
      LANGFUSE_API_KEY: 'pk-lf-1:sk-lf-1',
      OTEL_EXPORTER_OTLP_ENDPOINT: `${receiver}/otlp/`,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-team=a%20b, x-key=c',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_SERVICE_NAME: 'models',
    },
  });
  const { url } = await server.platform.listen();
  const id = await ask(url);
  await fetch(`${url}/v1/interactions/${id}/ratings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ thumb: 'up' }),
  });
  const of = (path: string): Received[] => received.filter((request) => request.path === path);
  await eventually(() => Promise.resolve(of('/api/public/scores').length > 0 && of('/otlp/v1/traces').length > 0));
  const [telemetry] = of('/otlp/v1/traces');
  expect(telemetry?.headers).toMatchObject({ 'x-team': 'a b', 'x-key': 'c' });
  expect(telemetry?.headers).not.toHaveProperty('authorization');
  expect(telemetry?.body).toContain('"models"');
  expect(telemetry?.body).not.toMatch(/xylophone|from the script/);
  const [traces] = of('/api/public/otel/v1/traces');
  expect(traces?.headers.authorization).toBe(`Basic ${Buffer.from('pk-lf-1:sk-lf-1').toString('base64')}`);
  expect(traces?.headers).not.toHaveProperty('x-key');
  expect(traces?.body).toMatch(/xylophone[^]*from the script/);
  expect(JSON.parse(of('/api/public/scores')[0]!.body)).toMatchObject({ name: 'thumb', value: 1 });
  expect(describeRecording(server.platform.config)).toMatch(
    /sent to OpenTelemetry \(127\.0\.0\.1:\d+, without texts\) and Langfuse \(127\.0\.0\.1:\d+\)/,
  );
  expect(server.logged()).not.toContain('sk-lf-1');
});

test('nobody is told of anything where nothing or not all is configured, or nothing is recorded', async () => {
  const { url: receiver, received } = await startReceiver();
  const environments: Record<string, string>[] = [
    {},
    { LANGFUSE_BASE_URL: receiver, LANGFUSE_PUBLIC_KEY: 'pk-lf-1' },
    { OTEL_EXPORTER_OTLP_HEADERS: 'x-key=c', OTEL_SERVICE_NAME: 'models' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: receiver, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: receiver, OTEL_SDK_DISABLED: 'true' },
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver,
      LANGFUSE_BASE_URL: receiver,
      LANGFUSE_API_KEY: 'pk-lf-1:sk-lf-1',
      TUNELOOP_RECORDING: 'off',
      // These have no content, and are sent all the same.
      OTEL_METRICS_EXPORTER: 'none',
    },
  ];
  for (const env of environments) {
    await using server = await createTestPlatform({ env });
    const { url } = await server.platform.listen();
    await ask(url);
    await server.platform.close();
    expect(await readdir(server.folder)).not.toContain('spool');
    if (env['LANGFUSE_PUBLIC_KEY']) expect(server.logged()).toContain('no LANGFUSE_SECRET_KEY');
    if (env['OTEL_EXPORTER_OTLP_PROTOCOL']) expect(server.logged()).toContain('gRPC is not supported');
  }
  expect(received).toEqual([]);
});

test('a spool that cannot be made stops no answer', async () => {
  const { url: receiver, received } = await startReceiver();
  await using first = await createTestPlatform();
  await writeFile(join(first.folder, 'spool'), 'in the way');
  await using server = await createTestPlatform({
    env: { TUNELOOP_DATA: first.folder, OTEL_EXPORTER_OTLP_ENDPOINT: receiver },
  });
  const { url } = await server.platform.listen();
  expect(await ask(url)).toMatch(/^chatcmpl/);
  expect(server.logged()).toContain('recording: ');
  expect(received).toEqual([]);
});

test('settings that cannot be are refused, and keys are not quoted', async () => {
  const env = {
    LANGFUSE_API_KEY: 'only-one-hidden',
    OTEL_EXPORTER_OTLP_HEADERS: 'hidden header',
    LANGFUSE_BASE_URL: 'x',
  };
  const failure = await loadConfig({ cwd: import.meta.dirname, env }).then(
    () => '',
    (error: unknown) => String(error),
  );
  expect(failure).toMatch(/LANGFUSE_API_KEY: must be both keys: public:secret/);
  expect(failure).toMatch(/OTEL_EXPORTER_OTLP_HEADERS: must be name=value/);
  expect(failure).toMatch(/LANGFUSE_BASE_URL: must be a URL/);
  expect(failure).not.toContain('hidden');
});

test('keys and addresses may be given in either way', async () => {
  const of = async (env: Record<string, string>): Promise<Parameters<typeof langfuseConnection>[0]> =>
    (await loadConfig({ cwd: import.meta.dirname, env })).config.langfuse;
  const url = 'http://localhost:3000';
  const wanted = { url, publicKey: 'pk', secretKey: 'sk:1' };
  const keys = { LANGFUSE_PUBLIC_KEY: 'pk', LANGFUSE_SECRET_KEY: 'sk:1' };
  expect(langfuseConnection(await of({ LANGFUSE_BASE_URL: url, LANGFUSE_API_KEY: 'pk:sk:1' }))).toEqual(wanted);
  expect(langfuseConnection(await of({ LANGFUSE_BASE_URL: url, ...keys }))).toEqual(wanted);
  expect(langfuseConnection(await of(keys))).toEqual({ missing: ['LANGFUSE_BASE_URL'] });
  expect(otlpReceiver({ tracesEndpoint: 'http://a/b', endpoint: 'http://c' })).toMatchObject({
    url: 'http://a/b',
    encoding: 'protobuf',
  });
});
