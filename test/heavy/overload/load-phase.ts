import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../room/random.ts';
import { ask, chatRequest, type Outcome } from './ask.ts';
import { Connections } from './connections.ts';

/** Who sends how much. */
export interface LoadClient {
  name: string;
  key: string;
  requestsPerSecond: number;
}

export interface LoadPhase {
  url: string;
  seconds: number;
  clients: readonly LoadClient[];
  /** So many of the first client's come at once in the beginning. */
  atOnce?: number | undefined;
  body: string;
  random: Random;
}

/**
 * Sends requests when they are due, however the earlier ones fare: their times are drawn beforehand (a Poisson process),
 * as those of many people are. Resolves when the last answer has ended.
 */
export async function runOpenLoop({ url, seconds, clients, atOnce = 0, body, random }: LoadPhase): Promise<Outcome[]> {
  const due = clients.flatMap((client) =>
    arrivals(client.requestsPerSecond, seconds, random).map((atMs) => ({ atMs, client })),
  );
  for (let count = 0; count < atOnce; count += 1) due.push({ atMs: 0, client: clients[0]! });
  due.sort((a, b) => a.atMs - b.atMs);
  const requests = new Map(clients.map((client) => [client, chatRequest(url, client.key, body)]));
  const connections = new Connections(url);
  const startedAt = performance.now();
  const running: Promise<Outcome>[] = [];
  try {
    for (const { atMs, client } of due) {
      const wait = startedAt + atMs - performance.now();
      if (wait > 0) await sleep(wait);
      const request = requests.get(client)!;
      running.push(ask({ connections, client: client.name, request, dueAt: startedAt + atMs }));
    }
    return await Promise.all(running);
  } finally {
    connections.close();
  }
}

function arrivals(perSecond: number, seconds: number, random: Random): number[] {
  const times: number[] = [];
  for (let at = gap(perSecond, random); at < seconds * 1000; at += gap(perSecond, random)) times.push(at);
  return times;
}

function gap(perSecond: number, random: Random): number {
  return (-Math.log(1 - random.next()) / perSecond) * 1000;
}

/** Keeps so many requests running and tells how many are answered a second: what the server can do at most. */
export async function measureCapacity(options: {
  url: string;
  key: string;
  body: string;
  seconds: number;
  concurrency: number;
}): Promise<number> {
  const { url, key, body, seconds, concurrency } = options;
  const connections = new Connections(url);
  const request = chatRequest(url, key, body);
  const startedAt = performance.now();
  let answered = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() - startedAt < seconds * 1000) {
      const { status, error } = await ask({ connections, client: 'capacity', request, dueAt: performance.now() });
      if (status !== 200) throw new Error(`A request failed without any load: ${status} ${error ?? ''}`);
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  connections.close();
  return answered / ((performance.now() - startedAt) / 1000);
}
