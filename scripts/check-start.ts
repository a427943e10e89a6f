import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { report } from './packages/report.ts';
import { workspaceRoot } from './packages/workspace.ts';

// `npm start` as a person types it, in empty folders: it gets its model, answers a chat, shows its page and stops.
const limitMs = 300_000;
const folder = mkdtempSync(join(tmpdir(), 'tuneloop-start-'));
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const isWindows = process.platform === 'win32';
const server = spawn('npm', ['start'], {
  cwd: workspaceRoot,
  env: { ...process.env, PORT: String(port), TUNELOOP_DATA: join(folder, 'data') },
  shell: isWindows,
  stdio: 'inherit',
  // A group of its own, so that npm's children end with it.
  detached: !isWindows,
});

try {
  report('npm start', await problems());
} finally {
  if (isWindows) spawn('taskkill', ['/pid', String(server.pid), '/T', '/F']);
  else if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid, 'SIGTERM');
  await Promise.race([once(server, 'exit'), delay(20_000, undefined, { ref: false })]);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
}

async function problems(): Promise<string[]> {
  const deadline = performance.now() + limitMs;
  while (!(await isReady())) {
    if (server.exitCode !== null) return [`it ended with ${server.exitCode}`];
    if (performance.now() > deadline) return [`it was not ready within ${limitMs / 1000} s`];
    await delay(500);
  }
  const body = JSON.stringify({ messages: [{ role: 'user', content: 'Say hello.' }], max_tokens: 8 });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/v1/chat/completions`, { method: 'POST', body, headers });
  const { choices } = (await answer.json()) as { choices?: { message: { content: string } }[] };
  const page = await (await fetch(url, { headers: { accept: 'text/html' } })).text();
  return [
    ...(choices?.[0]?.message.content ? [] : [`a chat was answered with ${answer.status}`]),
    ...(page.includes('<script') ? [] : ['the web app is not shown']),
  ];
}

async function isReady(): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`)).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port: free } = probe.address() as AddressInfo;
  probe.close();
  return free;
}
