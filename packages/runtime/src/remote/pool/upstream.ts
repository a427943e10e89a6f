import type { TuneloopError } from '@tuneloop/protocol';
import type { Dispatcher } from 'undici';
import type { UpstreamClient } from '../http/upstream-client.ts';
import type { UpstreamOptions } from '../options.ts';
import type { UpstreamProfile } from '../probe/upstream-profile.ts';
import type { Candidate } from './choose-upstream.ts';

/** Requests that fail one after another, though the connection stands, before an upstream counts as ill. */
const toleratedFailures = 3;

/** One server with what is known of it now. */
export class Upstream implements Candidate {
  readonly client: UpstreamClient;
  readonly options: UpstreamOptions;
  readonly dispatcher: Dispatcher;
  active = 0;
  /** Unknown as long as it was never reached. */
  profile: UpstreamProfile | undefined;
  #healthy = false;
  #failures = 0;

  constructor(options: UpstreamOptions, client: UpstreamClient, dispatcher: Dispatcher) {
    this.options = options;
    this.client = client;
    this.dispatcher = dispatcher;
  }

  get name(): string {
    return this.client.name;
  }

  get weight(): number {
    return this.options.weight ?? 1;
  }

  get maxConcurrent(): number {
    return this.options.maxConcurrent ?? this.profile?.slots ?? 1;
  }

  get healthy(): boolean {
    return this.#healthy;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#healthy = this.profile !== undefined;
  }

  /** @returns whether that made it ill. */
  failed(error: TuneloopError): boolean {
    // A server that is full is well.
    if (error.code === 'BUSY') return false;
    this.#failures += 1;
    const wasHealthy = this.#healthy;
    if (error.details['status'] === undefined || this.#failures >= toleratedFailures) this.#healthy = false;
    return wasHealthy && !this.#healthy;
  }
}
