import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import express from 'express';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { webApp } from './web-app.ts';

async function serve(privacy: string): Promise<string> {
  const { path: folder, ...temporary } = await temporaryFolder();
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<meta name="tuneloop-privacy" content="{{privacy}}">');
  await writeFile(join(folder, 'assets/main-1234.js'), '1;');
  await writeFile(join(folder, 'assets/main-1234.js.gz'), gzipSync('1;'));
  await writeFile(join(folder, 'assets/main-1234.js.br'), brotliCompressSync('1;'));
  await writeFile(join(folder, 'assets/plain-1234.js'), '2;');
  await writeFile(join(folder, 'favicon.svg'), '<svg/>');
  await writeFile(join(folder, 'secret.txt'), 'secret');
  const server = createServer(express().use(webApp(() => privacy, folder))).listen(0, '127.0.0.1');
  await new Promise((resolve) => {
    server.once('listening', resolve);
  });
  onTestFinished(async () => {
    server.close();
    await temporary[Symbol.asyncDispose]();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('the page is asked for anew, and tells who sees what is written; its files are kept for good', async () => {
  const url = await serve('Sent to "a" & <b>.');
  const page = await fetch(url);
  expect(page.headers.get('cache-control')).toBe('no-cache');
  expect(await page.text()).toBe('<meta name="tuneloop-privacy" content="Sent to &quot;a&quot; &amp; &lt;b&gt;.">');
  const script = await fetch(`${url}/assets/main-1234.js`);
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(script.headers.get('content-type')).toContain('javascript');
  expect((await fetch(`${url}/favicon.svg`)).status).toBe(200);
});

test.each([
  ['br, gzip', '/assets/main-1234.js', 'br', '1;'],
  ['gzip', '/assets/main-1234.js', 'gzip', '1;'],
  ['gzip, br;q=0', '/assets/main-1234.js', 'gzip', '1;'],
  ['identity', '/assets/main-1234.js', null, '1;'],
  ['br', '/assets/plain-1234.js', null, '2;'],
])('to a reader who takes %s, %s is sent as %s', async (accepted, path, encoding, content) => {
  const response = await fetch((await serve('')) + path, { headers: { 'accept-encoding': accepted } });
  expect(response.headers.get('content-encoding')).toBe(encoding);
  expect(response.headers.get('content-type')).toContain('text/javascript');
  expect(response.headers.get('vary')?.toLowerCase()).toContain('accept-encoding');
  expect(response.headers.get('cache-control')).toContain('immutable');
  expect(await response.text()).toBe(content);
});

test.each(['/secret.txt', '/assets/..%2fsecret.txt', '/assets/', '/assets/none.js'])(
  '%s is not there',
  async (path) => {
    expect((await fetch((await serve('')) + path)).status).toBe(404);
  },
);
