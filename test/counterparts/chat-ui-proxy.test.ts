import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../../packages/runtime/src/remote/llama-server/free-port.ts';
import { fromDebianPackage } from '../../scripts/counterparts/debian-package.ts';
import { workspaceRoot } from '../../scripts/packages/workspace.ts';

// What the image of the chat page does with deploy/chat-ui/default.conf.template, by Debian's nginx.
const folder = mkdtempSync(join(tmpdir(), 'tuneloop-chat-ui-'));
const seen: { url: string; host: string; origin: string | undefined }[] = [];
let nginx: ChildProcess | undefined;
let port: number;

const upstream = createServer((request, response) => {
  seen.push({ url: request.url ?? '', host: request.headers.host ?? '', origin: request.headers.origin });
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('data: first\n\n');
  request.once('close', () => response.end());
});

beforeAll(async () => {
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  port = await freePort();
  // Workers of an nginx that root starts are somebody else.
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'html/assets'), { recursive: true });
  writeFileSync(join(folder, 'html/index.html'), '<title>Agent Chat</title>');
  writeFileSync(join(folder, 'html/assets/page.js'), 'page()');
  const { port: upstreamPort } = upstream.address() as { port: number };
  const settings: Record<string, string> = {
    '${NGINX_LOCAL_RESOLVERS}': '127.0.0.1',
    '${CHAT_UI_UPSTREAM}': `http://127.0.0.1:${upstreamPort}`,
    '${CHAT_UI_ASSISTANT}': 'agent',
    'listen 8080': `listen 127.0.0.1:${port}`,
    '/usr/share/nginx/html': join(folder, 'html'),
  };
  let server = readFileSync(join(workspaceRoot, 'deploy/chat-ui/default.conf.template'), 'utf8');
  for (const [name, value] of Object.entries(settings)) {
    if (!server.includes(name)) throw new Error(`the template has no ${name}`);
    server = server.replaceAll(name, value);
  }
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  const whole = `daemon off; pid ${folder}/pid; error_log stderr; events {} http { access_log off; types { text/html html; text/javascript js; } ${temporary.join(' ')} ${server} }`;
  writeFileSync(join(folder, 'nginx.conf'), whole);
  const program = fromDebianPackage('nginx-light', ['/usr/sbin/nginx', '/opt/homebrew/bin/nginx']) ?? 'nginx';
  nginx = spawn(program, ['-c', join(folder, 'nginx.conf'), '-p', folder], { stdio: 'inherit' });
  for (let tries = 0; tries < 400; tries += 1) {
    if (await fetch(`http://127.0.0.1:${port}/assets/page.js`).catch(() => undefined)) return;
    await sleep(50);
  }
  throw new Error('nginx does not start');
});
afterAll(async () => {
  if (nginx?.exitCode === null) {
    nginx.kill('SIGQUIT');
    await once(nginx, 'exit');
  }
  upstream.close();
  upstream.closeAllConnections();
  rmSync(folder, { recursive: true });
});

it('sends the page to its own address for the API, whatever name it is called by', async () => {
  const response = await new Promise<IncomingMessage>((resolve) => {
    get({ host: '127.0.0.1', port, path: '/', headers: { host: 'chat.example:3001' } }, resolve);
  });
  response.resume();
  const location = new URL(response.headers.location ?? '');
  expect(response.statusCode).toBe(302);
  expect(location.origin).toBe('http://chat.example:3001');
  expect(Object.fromEntries(location.searchParams)).toEqual({
    apiUrl: 'http://chat.example:3001/api',
    assistantId: 'agent',
  });
  const page = await fetch(`http://127.0.0.1:${port}/?apiUrl=x`);
  expect(await page.text()).toContain('Agent Chat');
  expect(page.headers.get('x-frame-options')).toBe('DENY');
});

it('hands the API on as it is asked, token by token, and lets the server judge host and origin', async () => {
  const controller = new AbortController();
  const response = await fetch(`http://127.0.0.1:${port}/api/threads/a%2Fb/runs/stream?x=1`, {
    method: 'POST',
    headers: { origin: 'http://elsewhere.example' },
    body: '{}',
    signal: controller.signal,
  });
  const reader = response.body!.getReader();
  // The answer is still open.
  const { value } = await reader.read();
  expect(new TextDecoder().decode(value)).toBe('data: first\n\n');
  controller.abort();
  expect(seen.at(-1)).toEqual({
    url: '/threads/a%2Fb/runs/stream?x=1',
    host: `127.0.0.1:${port}`,
    origin: 'http://elsewhere.example',
  });
});
