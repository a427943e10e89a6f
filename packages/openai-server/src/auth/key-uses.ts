import { TuneloopError } from '@tuneloop/protocol';
import { authenticateToken } from './authenticate-token.ts';
import type { AuthenticatedClient, Authenticator } from './authenticator.ts';

/** Something that goes on by the right of a key: a request, a connection, a run that outlives its request. */
export interface KeyUse {
  readonly client: AuthenticatedClient;
  /** Aborted, with the refusal (`UNAUTHORIZED`, `FORBIDDEN`), once the key may no longer do all that it might at first. */
  readonly signal: AbortSignal;
  /** It goes on until `work` has ended too, also when it had ended already. */
  holdUntil(work: Promise<unknown>): void;
  /** Calls `listener` once all of it has ended. */
  onEnd(listener: () => void): void;
  end(): void;
}

/** Between looks at the keys that are in use, in ms. */
const checkMs = 250;

class Use implements KeyUse {
  readonly client: AuthenticatedClient;
  readonly #refused = new AbortController();
  readonly #onIdle: (isIdle: boolean) => void;
  #listeners: (() => void)[] = [];
  #holds = 1;
  #hasEnded = false;

  constructor(client: AuthenticatedClient, onIdle: (isIdle: boolean) => void) {
    this.client = client;
    this.#onIdle = onIdle;
  }

  get signal(): AbortSignal {
    return this.#refused.signal;
  }

  holdUntil(work: Promise<unknown>): void {
    this.#holds += 1;
    if (this.#holds === 1) this.#onIdle(false);
    const release = (): void => this.#release();
    work.then(release, release);
  }

  onEnd(listener: () => void): void {
    if (this.#holds === 0) listener();
    else this.#listeners.push(listener);
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#release();
  }

  refuse(reason: TuneloopError): void {
    this.#refused.abort(reason);
  }

  #release(): void {
    this.#holds -= 1;
    if (this.#holds > 0) return;
    this.#onIdle(true);
    for (const listener of this.#listeners.splice(0)) listener();
  }
}

/**
 * What goes on by the keys of one authenticator. While there is anything, the keys that it goes on by are asked about
 * again and again, so that a key which was revoked, has expired or lost a scope ends what it began, wherever and by
 * whichever process that was done.
 */
export class KeyUses {
  readonly #authenticate: Authenticator;
  readonly #uses = new Map<string, Set<Use>>();
  #isWatching = false;

  constructor(authenticate: Authenticator) {
    this.#authenticate = authenticate;
  }

  /** How many go on. */
  get size(): number {
    let size = 0;
    for (const uses of this.#uses.values()) size += uses.size;
    return size;
  }

  begin(token: string, client: AuthenticatedClient): KeyUse {
    const use: Use = new Use(client, (isIdle) => (isIdle ? this.#remove(token, use) : this.#add(token, use)));
    this.#add(token, use);
    return use;
  }

  #add(token: string, use: Use): void {
    const uses = this.#uses.get(token) ?? new Set();
    this.#uses.set(token, uses.add(use));
    if (!this.#isWatching) this.#watch();
  }

  #remove(token: string, use: Use): void {
    const uses = this.#uses.get(token);
    uses?.delete(use);
    if (uses?.size === 0) this.#uses.delete(token);
  }

  async #check(): Promise<void> {
    await Promise.all([...this.#uses].map(async ([token, uses]) => this.#checkKey(token, uses)));
    this.#watch();
  }

  #watch(): void {
    this.#isWatching = this.#uses.size > 0;
    if (this.#isWatching) setTimeout(() => void this.#check(), checkMs).unref();
  }

  async #checkKey(token: string, uses: ReadonlySet<Use>): Promise<void> {
    try {
      const { scopes } = await authenticateToken(token, this.#authenticate);
      for (const use of uses) {
        const lost = use.client.scopes.find((scope) => !scopes.includes(scope));
        if (lost !== undefined) use.refuse(lostScope(lost));
      }
    } catch (error) {
      const refusal = TuneloopError.from(error);
      // Keys that cannot be read at the moment let nobody new in; what goes on does not suffer from it.
      if (refusal.code !== 'UNAUTHORIZED' && refusal.code !== 'FORBIDDEN') return;
      for (const use of uses) use.refuse(refusal);
    }
  }
}

function lostScope(scope: string): TuneloopError {
  const message = `The scope "${scope}" was taken from this API key, which ended what it had begun.`;
  return new TuneloopError('FORBIDDEN', message, { details: { scope } });
}

const byAuthenticator = new WeakMap<Authenticator, KeyUses>();

/** All routers that are given the same authenticator share what they know of its keys. */
export function keyUsesOf(authenticate: Authenticator): KeyUses {
  const known = byAuthenticator.get(authenticate);
  if (known) return known;
  const made = new KeyUses(authenticate);
  byAuthenticator.set(authenticate, made);
  return made;
}
