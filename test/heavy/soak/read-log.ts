import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What a server wrote on standard error. */
export interface LogAccount {
  /** Lines of requests that metrics count, by method and path. */
  requests: number;
  /** Lines at the level `error` or above, and those that are no log lines: warnings of Node, unhandled rejections. */
  errors: string[];
  foreign: string[];
}

/** Neither counted nor, below `debug`, logged. */
const probes = /^\/(?:health(?:\/|$)|metrics$|v1\/metrics$)/;

export async function readServerLog(path: string): Promise<LogAccount> {
  const account: LogAccount = { requests: 0, errors: [], foreign: [] };
  for await (const line of createInterface(createReadStream(path))) {
    if (line.trim() === '') continue;
    let record: { level?: string; msg?: string; path?: string };
    try {
      record = JSON.parse(line) as typeof record;
    } catch {
      account.foreign.push(line.slice(0, 500));
      continue;
    }
    if (record.msg === 'request' && !probes.test(record.path ?? '')) account.requests += 1;
    if (record.level === 'error' || record.level === 'fatal') account.errors.push(line.slice(0, 500));
  }
  return account;
}

/** What the interaction log holds. */
export interface RecordedAccount {
  interactions: number;
  /** Ids of requests that were recorded. */
  requests: Set<string>;
  twice: string[];
  ratings: number;
  unreadable: number;
}

export async function readInteractionLog(folder: string): Promise<RecordedAccount> {
  const account: RecordedAccount = { interactions: 0, requests: new Set(), twice: [], ratings: 0, unreadable: 0 };
  const ids = new Set<string>();
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.jsonl')) : [];
  for (const name of names) {
    for await (const line of createInterface(createReadStream(join(folder, name)))) {
      try {
        const record = JSON.parse(line) as { type: string; interaction?: { id: string; request: string } };
        if (record.type === 'rating') account.ratings += 1;
        if (record.type !== 'interaction') continue;
        const { id, request } = record.interaction!;
        account.interactions += 1;
        account.requests.add(request);
        if (ids.has(id)) account.twice.push(id);
        ids.add(id);
      } catch {
        account.unreadable += 1;
      }
    }
  }
  return account;
}
