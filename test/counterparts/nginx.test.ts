import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../packages/runtime/src/remote/llama-server/free-port.ts';
import { createTestPlatform, eventually, type TestPlatform } from '../../packages/platform/test/test-platform.ts';

const root = join(import.meta.dirname, '../..');
const name = 'chat.example';
/** Another loopback address than nginx has for the server. */
const clientAddress = '127.0.0.2';
const nginx = ['/usr/sbin/nginx', '/usr/local/bin/nginx', '/opt/homebrew/bin/nginx'].find((path) => existsSync(path));

let server: TestPlatform;
let folder: string;
let port: number;
let proxy: ChildProcess;

/** What docs/guides/reverse-proxy.md shows, with places of this machine. */
function guideConfiguration(upstream: string): string {
  const guide = readFileSync(join(root, 'docs/guides/reverse-proxy.md'), 'utf8');
  const shown = /```nginx\n([^]*?)```/.exec(guide)![1]!;
  const places: [string, string][] = [
    ['server 127.0.0.1:8000;', `server ${upstream};`],
    ['listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
    ['/etc/ssl/chat.example.crt', join(root, 'packages/platform/test/tls/first.crt')],
    ['/etc/ssl/chat.example.key', join(root, 'packages/platform/test/tls/first.key')],
  ];
  return places.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`The guide has no "${from}" any more.`);
    return text.replace(from, to);
  }, shown);
}

beforeAll(async () => {
  if (nginx === undefined) throw new Error('There is no nginx. Install it, for example: apt-get install nginx-light');
  server = await createTestPlatform({
    // The first answer does not end by itself.
    engine: createScriptedEngine({ replies: [{ steps: [{ text: 'First. ' }, { delayMs: 300_000 }] }, 'Second.'] }),
    configuration: { server: { apiKey: 'the-key', trustProxy: ['loopback'], allowedHosts: [name] } },
  });
  const { url } = await server.platform.listen();
  await server.platform.host.ready();
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-nginx-'));
  port = await freePort();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  const lines = [
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    'worker_processes 1;',
    'daemon off;',
    `pid ${folder}/nginx.pid;`,
    'events {}',
    `http { access_log off; ${temporary.join(' ')}`,
    guideConfiguration(new URL(url).host),
    '}',
  ];
  const file = join(folder, 'nginx.conf');
  await writeFile(file, lines.join('\n'));
  proxy = spawn(nginx, ['-p', folder, '-e', join(folder, 'error.log'), '-c', file], { stdio: 'inherit' });
  await eventually(async () => (await get('/health/live').catch(() => undefined))?.statusCode === 200);
});

afterAll(async () => {
  if (proxy.exitCode === null) {
    proxy.kill('SIGTERM');
    await once(proxy, 'exit');
  }
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

async function get(path: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<IncomingMessage> {
  const outgoing = request({
    host: '127.0.0.1',
    port,
    path,
    method,
    localAddress: clientAddress,
    headers: { host: name, authorization: 'Bearer the-key', ...headers },
    rejectUnauthorized: false,
    agent: false,
  });
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  return answer;
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  return text;
}

test('a stream comes as it is made, and is not gathered on the way', async () => {
  const body = JSON.stringify({ stream: true, messages: [{ role: 'user', content: 'Hi' }] });
  const ask = (): Promise<IncomingMessage> =>
    get('/v1/chat/completions', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  let seen = '';
  // Its end is minutes away: what is seen of it was not kept until then.
  for await (const chunk of await ask()) {
    seen += String(chunk);
    if (seen.includes('First')) break;
  }
  expect(seen).not.toContain('[DONE]');
  expect(await textOf(await ask())).toMatch(/Second[^]*\[DONE\]/);
});

test('the client is the one that nginx saw, whatever it claims, and the page of the public name is our own', async () => {
  const headers = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-host': 'evil.example', origin: `https://${name}` };
  const answer = await get('/v1/models', { headers });
  expect([answer.statusCode, answer.headers['access-control-allow-origin']]).toEqual([200, `https://${name}`]);
  await textOf(answer);
  const lines = server.logged().split('\n');
  const line = lines.findLast((text) => text.includes('"/v1/models"')) ?? '{}';
  expect(JSON.parse(line)).toMatchObject({ client: clientAddress, status: 200 });

  const foreign = await get('/v1/models', { headers: { origin: 'https://evil.example' } });
  foreign.resume();
  expect(foreign.statusCode).toBe(403);
});

test('a WebSocket opens', async () => {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
  const key = Buffer.alloc(16).toString('base64');
  const upgrade = [
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${key}`,
  ];
  const head = [`GET /v1/ws HTTP/1.1`, `Host: ${name}`, 'Authorization: Bearer the-key', ...upgrade, '', ''];
  socket.write(head.join('\r\n'));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 101 /);
  socket.destroy();
});
