import { TuneloopError, type Job, type JobGraph } from '@tuneloop/protocol';
import type { AuthenticatedClient } from '../auth/authenticator.ts';
import type { JobOptions } from './job-options.ts';

/** What a client may do with jobs; on an open server (no client) everything. */
export class JobAccess {
  readonly #options: JobOptions;
  readonly #client: AuthenticatedClient | undefined;

  constructor(options: JobOptions, client: AuthenticatedClient | undefined) {
    this.#options = options;
    this.#client = client;
  }

  /** The kinds that it may use. */
  get kinds(): readonly string[] {
    return this.#options.queue.kinds.filter((kind) => this.#allows(kind));
  }

  /** Whether also kinds are visible that this server does not run any more. */
  get isAdmin(): boolean {
    return this.#client?.scopes.includes('admin') ?? true;
  }

  /** Errors: `FORBIDDEN`. */
  require(kind: string): void {
    if (this.#allows(kind)) return;
    const scope = this.#options.scopes?.[kind] ?? 'admin';
    throw new TuneloopError('FORBIDDEN', `This API key lacks the scope "${scope}".`, { details: { scope } });
  }

  /** Errors: `NOT_FOUND`, also for a job that it may not see. */
  async get(id: string): Promise<Job> {
    const job = await this.#options.queue.get(id);
    if (this.#allows(job.kind)) return job;
    throw new TuneloopError('NOT_FOUND', `There is no job "${id.slice(0, 100)}".`);
  }

  /** Errors: `NOT_FOUND`, also for a graph with a job that it may not see. */
  async getGraph(id: string): Promise<JobGraph> {
    const graph = await this.#options.queue.getGraph(id);
    if (graph.jobs.every(({ kind }) => this.#allows(kind))) return graph;
    throw new TuneloopError('NOT_FOUND', `There is no graph of jobs "${id.slice(0, 100)}".`);
  }

  #allows(kind: string): boolean {
    if (this.isAdmin) return true;
    const scope = this.#options.scopes?.[kind];
    return scope !== undefined && this.#client?.scopes.includes(scope) === true;
  }
}
