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

/** Jobs that depend on each other. */
export interface ServerJobGraph {
  id: string;
  status: string;
  jobs: ServerJob[];
}

export interface ServerJobEvent {
  position: number;
  type: string;
  [name: string]: unknown;
}

/** An event of one of a graph's jobs; `position` counts in the graph. */
export interface ServerGraphEvent {
  position: number;
  job: string;
  step: string;
  event: ServerJobEvent;
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

  async getGraph(id: string, signal: AbortSignal): Promise<ServerJobGraph> {
    return (await (await requestServer(this.#address, graphPath(id), { signal })).json()) as ServerJobGraph;
  }

  /** Cancels what of it has not ended, or queues again what did not succeed. */
  async changeGraph(id: string, how: 'cancel' | 'resume', signal: AbortSignal): Promise<ServerJobGraph> {
    const response = await requestServer(this.#address, `${graphPath(id)}/${how}`, { body: {}, signal });
    return (await response.json()) as ServerJobGraph;
  }

  /** Queues it again: `resume` goes on from its last checkpoint, `retry` begins anew. */
  async reopen(id: string, how: 'resume' | 'retry', signal: AbortSignal): Promise<ServerJob> {
    const response = await requestServer(this.#address, `${pathOf(id)}/${how}`, { body: {}, signal });
    return (await response.json()) as ServerJob;
  }

  /** What happened and what happens, until the job has ended. Errors: `UPSTREAM_FAILED` when the server ends before it. */
  events(id: string, signal: AbortSignal): AsyncGenerator<ServerJobEvent, void, undefined> {
    return this.#follow(`${pathOf(id)}/events`, signal);
  }

  /** As `events`, of all jobs of a graph. */
  graphEvents(id: string, signal: AbortSignal): AsyncGenerator<ServerGraphEvent, void, undefined> {
    return this.#follow(`${graphPath(id)}/events`, signal);
  }

  async *#follow<Event>(path: string, signal: AbortSignal): AsyncGenerator<Event, void, undefined> {
    const response = await requestServer(this.#address, path, { signal });
    if (!response.body) return;
    const stream = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    try {
      for await (const { event, data } of stream) {
        if (event === 'error') throw new TuneloopError('UPSTREAM_FAILED', 'The server stopped telling about the job.');
        yield JSON.parse(data) as Event;
      }
    } catch (error) {
      if (signal.aborted) throw TuneloopError.from(signal.reason, 'ABORTED');
      throw TuneloopError.from(error, 'UPSTREAM_FAILED');
    }
  }
}

/** Whether it is the id of a graph, not of a job. */
export const isGraphId = (id: string): boolean => id.startsWith('graph_');

const graphPath = (id: string): string => `/jobs/graphs/${encodeURIComponent(id)}`;

const pathOf = (id: string): string => `/jobs/${encodeURIComponent(id)}`;
