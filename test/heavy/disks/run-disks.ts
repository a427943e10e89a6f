import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openAdapterRegistry } from '@tuneloop/lora';
import { writeTestAdapter, writeTestBaseModel } from '@tuneloop/runtime/testing';
import { freePort } from '../../../packages/runtime/src/remote/llama-server/free-port.ts';
import { CountingClient, type Answer } from '../room/counting-client.ts';
import { Ledger } from '../room/ledger.ts';
import { fetchMetrics, sumOf } from '../room/read-metrics.ts';
import { createServerProcess } from '../room/server-process.ts';
import { mountDisk } from './disk.ts';
import { ask, writes } from './writes.ts';

const key = 'disks-admin-key';

/** What a disk that takes nothing may be answered with, and by which code a program knows it. */
const refusals: Readonly<Record<'full' | 'read-only', { status: number; code: string }>> = {
  full: { status: 507, code: 'disk_full' },
  'read-only': { status: 503, code: 'storage_not_writable' },
};

export interface DiskStep {
  disk: 'full' | 'read-only';
  write: string;
  status: number;
  code: unknown;
}

export interface DisksReport {
  steps: DiskStep[];
  problems: string[];
}

/**
 * A server whose data folder lies on a disk of a few MB, which is filled, freed, made read-only and writable again. To be
 * run in a mount namespace.
 */
export async function runDisks(
  folder: string,
  { watchesHealth, onStep }: { watchesHealth: boolean; onStep?: (step: DiskStep) => void },
): Promise<DisksReport> {
  const problems: string[] = [];
  const steps: DiskStep[] = [];
  const disk = mountDisk(join(folder, 'data'), 64);
  const server = createServerProcess({ engine: 'scripted', folder, port: await freePort(), env: { API_KEY: key } });
  await prepare(disk.path, folder);
  await server.start();
  using client = new CountingClient({ url: server.url, key, ledger: new Ledger(), limitMs: 20_000 });
  try {
    const expectWrites = async (when: string): Promise<void> => {
      await ask(client);
      for (const [name, write] of Object.entries(writes)) {
        const answer = await write(client);
        if (answer.status >= 300) problems.push(`${when}, ${name}: ${answer.status} ${answer.text.slice(0, 200)}`);
      }
    };
    await expectWrites('before');
    const kept = await client.send({ method: 'GET', route: 'x', path: '/lab/conversations/disk/tree' });

    for (const state of ['full', 'read-only'] as const) {
      if (state === 'full') disk.fill();
      else {
        // Files that are open for writing would keep it from becoming read-only.
        await server.kill('SIGKILL');
        disk.setReadOnly(true);
        await server.start('live');
        await untilAnswered(client);
      }
      // The last page of the log has room for some more.
      for (let answers = 0; answers < 8; answers++) await ask(client);
      const { status, text } = await ask(client);
      if (status !== 200) problems.push(`${state}: answers are ${status} ${text.slice(0, 200)}`);
      for (const [write, attempt] of Object.entries(writes)) {
        const answer = await attempt(client);
        const { code } = (answer.json['error'] ?? {}) as { code?: unknown };
        const step = { disk: state, write, status: answer.status, code };
        steps.push(step);
        onStep?.(step);
        const wanted = refusals[state];
        if (answer.status !== wanted.status || code !== wanted.code) {
          problems.push(`${state}, ${write}: ${answer.status} ${answer.text.slice(0, 250)}`);
        }
      }
      if (watchesHealth) problems.push(...(await unready(client, state)));
      if (sumOf(await fetchMetrics(server.url, key), 'tuneloop_recording_failing') !== 1) {
        problems.push(`${state}: metrics do not say that nothing is recorded`);
      }
      if (state === 'full') disk.makeRoom();
      else disk.setReadOnly(false);
      await sleep(200);
      await expectWrites(`after ${state}`);
      const again = await client.send({ method: 'GET', route: 'x', path: '/lab/conversations/disk/tree' });
      for (const [, said] of kept.text.matchAll(/"content":"([^"]+)"/g)) {
        if (!again.text.includes(said!)) problems.push(`after ${state}: a message is lost`);
      }
      if (watchesHealth) problems.push(...(await readyAgain(client, state)));
    }
    // A server that is started on a full disk serves as well.
    await server.kill('SIGKILL');
    disk.fill();
    await server.start('live');
    const { status, text } = await untilAnswered(client);
    if (status !== 200) problems.push(`started on a full disk: ${status} ${text.slice(0, 200)}`);
    disk.makeRoom();
    await expectWrites('after a start on a full disk');
    if (!server.isRunning) problems.push(`the server ended: ${JSON.stringify(server.exit)}`);
  } finally {
    await server.kill('SIGKILL');
  }
  return { steps, problems };
}

/** The disk is looked at every five seconds. */
async function unready(client: CountingClient, when: string): Promise<string[]> {
  for (let tries = 0; ; tries++) {
    const { status, text, json } = await client.send({ method: 'GET', route: 'x', path: '/health/ready' });
    const { disk, recording } = (json['checks'] ?? {}) as Record<string, string>;
    if (status === 503 && disk !== 'ok' && recording?.includes('not recorded')) return [];
    if (tries > 40) return [`${when}: ${status} ${text}`];
    await sleep(250);
  }
}

/** While the model is being loaded it cannot be asked. */
async function untilAnswered(client: CountingClient): Promise<Answer> {
  for (let tries = 0; ; tries++) {
    const answer = await ask(client);
    if (answer.status === 200 || tries > 40) return answer;
    await sleep(250);
  }
}

async function readyAgain(client: CountingClient, after: string): Promise<string[]> {
  for (let tries = 0; ; tries++) {
    const { status, text } = await client.send({ method: 'GET', route: 'x', path: '/health/ready' });
    if (status === 200 && !text.includes('not recorded')) return [];
    if (tries > 40) return [`after ${after}: ${status} ${text}`];
    await sleep(250);
  }
}

async function prepare(data: string, folder: string): Promise<void> {
  const base = join(data, 'base.gguf');
  await writeTestBaseModel(base);
  const adaptersFolder = join(data, 'adapters');
  await mkdir(adaptersFolder, { recursive: true });
  const registry = openAdapterRegistry({ folder: join(data, 'adapter-registry'), adaptersFolder });
  for (const seed of [1, 2]) {
    const file = join(folder, `pirate-${seed}.gguf`);
    await writeTestAdapter({ base, path: file, rank: 2, seed });
    await registry.add({ name: 'pirate', file });
  }
}
