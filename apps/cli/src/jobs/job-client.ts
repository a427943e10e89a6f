import { EventSourceParserStream } from 'eventsource-parser/stream';
import { TuneloopError } from '@tuneloop/protocol';
import { requestServer, type ServerAddress } from '../chat/server-client.ts';

/** What of the server's job is shown here; times are seconds since 1970. */
export interface ServerJob {
  id: string;
  kind: string;
  status: string;
  input: unknown;
  created_at: number;
  after: string[];
  group: string | null;
  step: string | null;
  priority: number;
  started_at: number | null;
  ended_at: number | null;
  attempt: number;
  next_attempt_at: number | null;
  progress: { phase: string; completed: number; total?: number; label?: string } | null;
  result: unknown;
  error: { code: string | null; message: string } | null;
}

export interface ServerJobEvent {
  position: number;
  type: string;
  [name: string]: unknown;
}

/** Which jobs are listed. */
export interface JobFilter {
  limit?: number;
  status?: string;
  kind?: string;
  group?: string;
}

/** Jobs of a server. Errors of all: those of `requestServer`. */
export class JobClient {
  readonly #address: ServerAddress;

  constructor(address: ServerAddress) {
    this.#address = address;
  }

  async list(query: JobFilter, signal: AbortSignal): Promise<ServerJob[]> {
    const parameters = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    );
    const response = await requestServer(this.#address, `/jobs?${parameters.toString()}`, { signal });
    return ((await response.json()) as { data: ServerJob[] }).data;
  }

  async get(id: string, signal: AbortSignal): Promise<ServerJob> {
    return (await (await requestServer(this.#address, pathOf(id), { signal })).json()) as ServerJob;
  }

  async submit(kind: string, input: unknown, signal: AbortSignal): Promise<ServerJob> {
    const response = await requestServer(this.#address, '/jobs', { body: { kind, input }, signal });
    return (await response.json()) as ServerJob;
  }

  async cancel(id: string, signal: AbortSignal): Promise<ServerJob> {
    const response = await requestServer(this.#address, pathOf(id), { method: 'DELETE', signal });
    return (await response.json()) as ServerJob;
  }

  /** Queues it again: `resume` goes on from its last checkpoint, `retry` begins anew. */
  async reopen(id: string, how: 'resume' | 'retry', signal: AbortSignal): Promise<ServerJob> {
    const response = await requestServer(this.#address, `${pathOf(id)}/${how}`, { body: {}, signal });
    return (await response.json()) as ServerJob;
  }

  /** What happened and what happens, until the job has ended. Errors: `UPSTREAM_FAILED` when the server ends before it. */
  async *events(id: string, signal: AbortSignal): AsyncGenerator<ServerJobEvent, void, undefined> {
    const response = await requestServer(this.#address, `${pathOf(id)}/events`, { signal });
    if (!response.body) return;
    const stream = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    try {
      for await (const { event, data } of stream) {
        if (event === 'error') throw new TuneloopError('UPSTREAM_FAILED', 'The server stopped telling about the job.');
        yield JSON.parse(data) as ServerJobEvent;
      }
    } catch (error) {
      if (signal.aborted) throw TuneloopError.from(signal.reason, 'ABORTED');
      throw TuneloopError.from(error, 'UPSTREAM_FAILED');
    }
  }
}

const pathOf = (id: string): string => `/jobs/${encodeURIComponent(id)}`;
