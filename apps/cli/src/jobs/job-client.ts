import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { JobEventWire, JobGraphEventWire, JobGraphWire, JobWire } from '@tuneloop/openai-server';
import { TuneloopError } from '@tuneloop/protocol';
import { requestServer, type ServerAddress } from '../chat/server-client.ts';
import type { JobFilter, JobSource } from './job-source.ts';

/** Jobs of a server. Errors of all: those of `requestServer`. */
export class JobClient implements JobSource {
  readonly #address: ServerAddress;

  constructor(address: ServerAddress) {
    this.#address = address;
  }

  async list(query: JobFilter, signal: AbortSignal): Promise<JobWire[]> {
    const parameters = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    );
    const response = await requestServer(this.#address, `/jobs?${parameters.toString()}`, { signal });
    return ((await response.json()) as { data: JobWire[] }).data;
  }

  async get(id: string, signal: AbortSignal): Promise<JobWire> {
    return (await (await requestServer(this.#address, pathOf(id), { signal })).json()) as JobWire;
  }

  async submit(kind: string, input: unknown, signal: AbortSignal): Promise<JobWire> {
    const response = await requestServer(this.#address, '/jobs', { body: { kind, input }, signal });
    return (await response.json()) as JobWire;
  }

  async cancel(id: string, signal: AbortSignal): Promise<JobWire> {
    const response = await requestServer(this.#address, pathOf(id), { method: 'DELETE', signal });
    return (await response.json()) as JobWire;
  }

  async getGraph(id: string, signal: AbortSignal): Promise<JobGraphWire> {
    return (await (await requestServer(this.#address, graphPath(id), { signal })).json()) as JobGraphWire;
  }

  cancelGraph(id: string, signal: AbortSignal): Promise<JobGraphWire> {
    return this.#changeGraph(id, 'cancel', signal);
  }

  /** Queues again what of it did not succeed. */
  resumeGraph(id: string, signal: AbortSignal): Promise<JobGraphWire> {
    return this.#changeGraph(id, 'resume', signal);
  }

  async #changeGraph(id: string, how: 'cancel' | 'resume', signal: AbortSignal): Promise<JobGraphWire> {
    const response = await requestServer(this.#address, `${graphPath(id)}/${how}`, { body: {}, signal });
    return (await response.json()) as JobGraphWire;
  }

  /** Queues it again: `resume` goes on from its last checkpoint, `retry` begins anew. */
  async reopen(id: string, how: 'resume' | 'retry', signal: AbortSignal): Promise<JobWire> {
    const response = await requestServer(this.#address, `${pathOf(id)}/${how}`, { body: {}, signal });
    return (await response.json()) as JobWire;
  }

  /** What happened and what happens, until the job has ended. Errors: `UPSTREAM_FAILED` when the server ends before it. */
  events(id: string, signal: AbortSignal): AsyncGenerator<JobEventWire, void, undefined> {
    return this.#follow(`${pathOf(id)}/events`, signal);
  }

  /** As `events`, of all jobs of a graph. */
  graphEvents(id: string, signal: AbortSignal): AsyncGenerator<JobGraphEventWire, void, undefined> {
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

const graphPath = (id: string): string => `/jobs/graphs/${encodeURIComponent(id)}`;

const pathOf = (id: string): string => `/jobs/${encodeURIComponent(id)}`;
