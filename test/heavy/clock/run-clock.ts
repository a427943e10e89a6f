import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApiKeyFile } from '@tuneloop/openai-server';
import { verifyAuditLog } from '@tuneloop/platform';
import { freePort } from '../../../packages/runtime/src/remote/llama-server/free-port.ts';
import { Acknowledged } from '../kills/acknowledged.ts';
import { settled } from '../kills/back-again.ts';
import { Outages } from '../kills/outages.ts';
import { prepare } from '../kills/run-kills.ts';
import { verifyOnDisk, verifyOverHttp } from '../kills/verify.ts';
import { keepWriting, writers, type Writer } from '../kills/writers.ts';
import { CountingClient } from '../room/counting-client.ts';
import { Ledger } from '../room/ledger.ts';
import { Random } from '../room/random.ts';
import { createServerProcess } from '../room/server-process.ts';
import { readInteractionLog, readServerLog } from '../soak/read-log.ts';
import { createFakeClock } from './fake-clock.ts';
import { createWatchedKeys } from './watched-keys.ts';

export interface ClockOptions {
  folder: string;
  /** Where the server's clock stands, one after the other, in hours from the real one. */
  jumps: readonly number[];
  /** How long it stays there under load, in ms. */
  stayMs: number;
  /** Kills the server while its clock is ahead, and starts it with a clock that is behind. */
  restarts: boolean;
  onJump?: ((jump: JumpResult) => void) | undefined;
}

export interface JumpResult {
  hours: number;
  /** Of a short answer, just after the jump. */
  answerMs: number;
  acknowledged: number;
  problems: string[];
}

export interface ClockReport {
  jumps: JumpResult[];
  acknowledged: Acknowledged;
  requests: number;
  auditRecords: number;
  problems: string[];
}

const adminKey = 'clock-admin-key';
const answerLimitMs = 5000;

/** A server whose clock is set while streams, ratings, keys, files, jobs and promotions go on. */
export async function runClock({ folder, jumps, stayMs, restarts, onJump }: ClockOptions): Promise<ClockReport> {
  const clock = createFakeClock(folder);
  const env = { API_KEY: adminKey, SCRIPTED_TOKENS_PER_SECOND: '100', ...clock.env };
  const server = createServerProcess({ engine: 'scripted', folder, port: await freePort(), env });
  await prepare(server, folder, join(server.dataFolder, 'base.gguf'));
  const [ledger, acknowledged, results] = [new Ledger(), new Acknowledged(), [] as JumpResult[]];
  const surprises: string[] = [];
  const outages = new Outages();
  using client = new CountingClient({ url: server.url, key: adminKey, ledger, limitMs: 30_000 });
  const end = new AbortController();
  try {
    await server.start();
    const keys = await createWatchedKeys(client, 3);
    const writing = Object.entries(writers).map(([name, kinds], index) => {
      const onSurprise = (what: string): void => void surprises.push(what);
      // A clock that is set excuses none of the server's errors.
      const onError = (what: string): void => void (what.startsWith('5') && surprises.push(what));
      const random = new Random(index + 1);
      const writer: Writer = { name, client, random, acknowledged, outages, onError, onSurprise };
      return keepWriting(writer, kinds, end.signal);
    });

    const jump = async (hours: number, move: () => Promise<void>): Promise<void> => {
      const problems: string[] = [];
      const others = contend(join(server.dataFolder, 'keys.json'));
      await move();
      problems.push(...(await clockStands(client, hours)));
      const askedAt = performance.now();
      const { status, text } = await ask(client, 2);
      const answerMs = performance.now() - askedAt;
      if (status !== 200) problems.push(`a short answer is ${status} ${text.slice(0, 200)}`);
      if (answerMs > answerLimitMs) problems.push(`a short answer took ${answerMs.toFixed(0)} ms`);
      problems.push(...(await keys.check(hours)));
      await sleep(stayMs);
      for (const [id, key] of await others) acknowledged.keys.set(id, key);
      problems.push(...(await verifyOverHttp(client, acknowledged)), ...(await ratingsOf(client, acknowledged)));
      if (!server.isRunning) problems.push(`the server ended: ${JSON.stringify(server.exit)}`);
      problems.push(...new Set(surprises.splice(0)));
      const result = { hours, answerMs, acknowledged: acknowledged.size, problems };
      results.push(result);
      onJump?.(result);
    };
    for (const hours of jumps) {
      await jump(hours, async () => {
        // In the middle of a stream, which has to come to its end.
        const streaming = ask(client, 200);
        await sleep(300);
        clock.set(hours);
        const { text, status } = await streaming;
        if (!text.endsWith('data: [DONE]\n\n')) surprises.push(`a stream ended (${status}) with ${text.slice(-200)}`);
      });
    }
    if (restarts) {
      clock.set(24);
      await sleep(1500);
      await jump(-24, async () => {
        outages.begin();
        await server.kill('SIGKILL');
        clock.set(-24);
        await server.start();
        outages.end();
      });
      await jump(0, async () => clock.set(0));
    }
    end.abort();
    await Promise.all(writing);
    const problems = [...(await settled(server, adminKey)), ...(await verifyOverHttp(client, acknowledged))];
    await server.kill('SIGTERM');
    if (server.exit?.code !== 0) problems.push(`SIGTERM ended it with ${JSON.stringify(server.exit)}`);
    problems.push(...(await verifyOnDisk(server.dataFolder, acknowledged)));
    const { unreadable } = await readInteractionLog(join(server.dataFolder, 'log'));
    // A kill leaves what it interrupts, once.
    if (unreadable > (restarts ? 1 : 0)) problems.push(`${unreadable} lines of the log cannot be read`);
    const { records } = await verifyAuditLog(join(server.dataFolder, 'audit'));
    const { errors, foreign } = await readServerLog(server.logFile);
    problems.push(...[...errors, ...foreign].map((line) => `the server's log has: ${line}`));
    return { jumps: results, acknowledged, requests: ledger.total, auditRecords: records, problems };
  } finally {
    end.abort();
    await server.kill('SIGKILL');
  }
}

const ask = (client: CountingClient, words: number) =>
  client.send({
    method: 'POST',
    route: '/v1/chat/completions',
    body: { messages: [{ role: 'user', content: `Please say ${words} words.` }], stream: words > 10 },
  });

/** Waits until the server's clock is where it was set to: without that the test would test nothing. */
async function clockStands(client: CountingClient, hours: number): Promise<string[]> {
  for (let tries = 0; ; tries++) {
    const { headers } = await client.send({ method: 'GET', route: '/health/live' });
    const ahead = Date.parse(headers.date ?? '') - Date.now();
    if (Math.abs(ahead - hours * 3_600_000) < 5000) return [];
    if (tries === 50) return [`its clock is ahead by ${ahead} ms, not by ${hours} h`];
    await sleep(100);
  }
}

/** Keys that this process makes in the same file, by its own clock. */
async function contend(path: string): Promise<[id: string, key: string][]> {
  const store = createApiKeyFile(path);
  const made: [string, string][] = [];
  for (let count = 0; count < 8; count++) {
    const { key, record } = await store.create({ name: randomUUID(), scopes: ['chat'] });
    made.push([record.id, key]);
  }
  return made;
}

/** Ratings that were acknowledged and are not shown with what they are of. */
async function ratingsOf(client: CountingClient, { ratings }: Acknowledged): Promise<string[]> {
  const problems: string[] = [];
  for (const [id, count] of [...ratings].slice(-10)) {
    const path = `/v1/interactions/${id}`;
    const { status, json, text } = await client.send({ method: 'GET', route: '/v1/interactions/{id}', path });
    const shown = (json['ratings'] as unknown[] | undefined)?.length ?? 0;
    if (status !== 200 || shown < 1) problems.push(`${id}, rated ${count} times: ${status} ${text.slice(0, 300)}`);
  }
  return problems;
}
