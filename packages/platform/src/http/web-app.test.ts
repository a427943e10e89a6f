import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { webApp } from './web-app.ts';

async function serve(privacy: string): Promise<string> {
  const { path: folder, ...temporary } = await temporaryFolder();
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<meta name="tuneloop-privacy" content="{{privacy}}">');
  await writeFile(join(folder, 'assets/main-1234.js'), '1;');
  await writeFile(join(folder, 'favicon.svg'), '<svg/>');
  await writeFile(join(folder, 'secret.txt'), 'secret');
  const server = createServer(express().use(webApp(privacy, folder))).listen(0, '127.0.0.1');
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

test.each(['/secret.txt', '/assets/..%2fsecret.txt', '/assets/', '/assets/none.js'])(
  '%s is not there',
  async (path) => {
    expect((await fetch((await serve('')) + path)).status).toBe(404);
  },
);
