import { once } from 'node:events';
import { copyFile, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createReloadRig } from '../../test/reload-rig.ts';
import { createTestPlatform } from '../../test/test-platform.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { readTls } from './tls.ts';

const file = (name: string): string => fileURLToPath(new URL(`../../test/tls/${name}`, import.meta.url));
const first = { certFile: file('first.crt'), keyFile: file('first.key') };

interface Answer {
  status: number | undefined;
  hsts: unknown;
  issuer: string;
}

function get(url: string): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const outgoing = request(`${url}/health/live`, { rejectUnauthorized: false, agent: false }, (incoming) => {
    const { subject } = (incoming.socket as import('node:tls').TLSSocket).getPeerCertificate();
    incoming.resume();
    incoming.on('end', () =>
      resolve({
        status: incoming.statusCode,
        hsts: incoming.headers['strict-transport-security'],
        issuer: String(subject.CN),
      }),
    );
  });
  outgoing.on('error', reject).end();
  return promise;
}

test('with a certificate the server speaks HTTPS, and asks browsers to stay with it', async () => {
  await using server = await createTestPlatform({ configuration: { server: { tls: first } } });
  const { url } = await server.platform.listen();
  expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  expect(await get(url)).toEqual({ status: 200, hsts: 'max-age=31536000', issuer: 'first.example' });
  await expect(fetch(url.replace('https', 'http'))).rejects.toThrow(TypeError);

  const { host, port } = new URL(url);
  const socket = connect({ port: Number(port), host: '127.0.0.1', rejectUnauthorized: false });
  const upgrade = ['connection: Upgrade', 'upgrade: websocket', 'sec-websocket-version: 13'];
  const key = `sec-websocket-key: ${Buffer.alloc(16).toString('base64')}`;
  socket.write([`GET /v1/ws HTTP/1.1`, `host: ${host}`, ...upgrade, key, '', ''].join('\r\n'));
  const [head] = (await once(socket, 'data')) as [Buffer];
  expect(head.toString()).toMatch(/^HTTP\/1\.1 101 /);
  socket.destroy();

  const old = connect({
    port: Number(new URL(url).port),
    host: '127.0.0.1',
    maxVersion: 'TLSv1.1',
    minVersion: 'TLSv1',
  });
  await expect(
    new Promise((resolve, reject) => old.once('secureConnect', resolve).once('error', reject)),
  ).rejects.toThrow(/version|protocol/i);
});

test('files that are replaced by others of the same name are taken over; wrong ones are not', async () => {
  await using folder = await temporaryFolder();
  const tls = { certFile: join(folder.path, 'tls.crt'), keyFile: join(folder.path, 'tls.key') };
  const put = async (name: string): Promise<void> => {
    await copyFile(file(`${name}.crt`), tls.certFile);
    await copyFile(file(`${name}.key`), tls.keyFile);
  };
  await put('first');
  await using server = await createReloadRig({ configuration: { server: { tls } } });
  await put('second');
  const report = await server.platform.reloader!.reload('request');
  expect(report).toMatchObject({
    outcome: 'changed',
    changes: [expect.stringMatching(/^server\.tls\.certFile: the content/), expect.any(String)],
  });
  expect((await get(server.url)).issuer).toBe('second.example');

  await copyFile(file('first.key'), tls.keyFile);
  const refused = await server.platform.reloader!.reload('request');
  expect(refused).toMatchObject({ outcome: 'refused', problems: [expect.stringMatching(/is not the key of/)] });
  expect((await get(server.url)).issuer).toBe('second.example');
  // To do without is another server.
  expect(await server.change({})).toMatchObject({
    outcome: 'unchanged',
    needsRestart: [expect.any(String), expect.any(String)],
  });
});

test.each([
  [{ certFile: first.certFile }, ['is missing beside server.tls.certFile']],
  [{ ...first, keyFile: file('second.key') }, [/is not the key of/]],
  [{ certFile: first.keyFile, keyFile: first.certFile }, [/holds no PEM certificate/, /holds no PEM private key/]],
  [{ certFile: '/nowhere.crt', keyFile: '/nowhere.key' }, [/cannot be read \(ENOENT\)/, /cannot be read \(ENOENT\)/]],
])('%j is told with all that is wrong', (tls, messages) => {
  let issues: { message: string }[] = [];
  try {
    readTls({ tls });
  } catch (error) {
    ({ issues } = (error as { details: { issues: typeof issues } }).details);
  }
  expect(issues.map(({ message }) => message)).toEqual(messages.map((text) => expect.stringMatching(text) as string));
});

test('what has expired, or will soon, is warned of with its date', async () => {
  const { expiresAt, warnings } = readTls({ tls: first })!;
  expect(warnings).toEqual([]);
  const day = expiresAt.toISOString().slice(0, 10);
  const at = (days: number): string[] =>
    readTls({ tls: first }, new Date(expiresAt.getTime() + days * 86_400_000))!.warnings;
  expect(at(-13)).toEqual([expect.stringMatching(new RegExp(`expires on ${day}$`))]);
  expect(at(1)).toEqual([expect.stringMatching(new RegExp(`expired on ${day}: clients will refuse it$`))]);
  expect(readTls({ tls: first }, new Date('2000-01-01'))!.warnings).toEqual([
    expect.stringMatching(/is not valid before/),
  ]);
});

test('an encrypted key is a mistake', async () => {
  await using folder = await temporaryFolder();
  const keyFile = join(folder.path, 'encrypted.key');
  await writeFile(keyFile, '-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n');
  expect(() => readTls({ tls: { ...first, keyFile } })).toThrow(/without a passphrase/);
});
