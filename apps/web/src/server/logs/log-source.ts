import { api, dataOf, type Schemas } from '../../api/client.ts';
import { send } from '../../api/send.ts';
import { serverSentEvents } from '../../api/server-sent-events.ts';
import type { Level } from '../search.ts';

export type LogLine = Schemas['LogLine'];
export type LogPage = Schemas['LogList'];

export interface LogFilter {
  level: Level;
  request: string | undefined;
}

const pageSize = 200;

/** The last lines that fit, or those before a position. */
export function readLog(
  { level, request }: LogFilter,
  { before, signal }: { before?: number; signal?: AbortSignal } = {},
): Promise<LogPage> {
  const query = {
    level,
    limit: pageSize,
    ...(request !== undefined && { request_id: request }),
    ...(before !== undefined && { before }),
  };
  return dataOf(api.GET('/v1/logs', { params: { query }, ...(signal && { signal }) }));
}

/** Lines after a position, as they come; ends when the server does. */
export async function* followLog(
  { level, request }: LogFilter,
  { after, signal }: { after: number; signal: AbortSignal },
): AsyncGenerator<LogLine, void, undefined> {
  const query = new URLSearchParams({
    level,
    after: String(after),
    ...(request !== undefined && { request_id: request }),
  });
  const { body } = await send(`/v1/logs/events?${query.toString()}`, { signal });
  if (!body) return;
  for await (const data of serverSentEvents(body)) yield JSON.parse(data) as LogLine;
}
