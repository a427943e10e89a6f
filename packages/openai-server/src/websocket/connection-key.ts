import { authenticateToken } from '../auth/authenticate-token.ts';
import type { AuthenticatedClient } from '../auth/authenticator.ts';
import { keyUsesOf, type KeyUse } from '../auth/key-uses.ts';
import { rateLimiterOf } from '../rate-limits/rate-limiter.ts';
import type { WebSocketSettings } from './options.ts';

/** The API key of a connection: asked about anew for each message, and watched in between. */
export class ConnectionKey {
  readonly #settings: Pick<WebSocketSettings, 'authenticate' | 'isOpen'>;
  readonly #onRefused: (reason: unknown) => void;
  #token: string | undefined;
  #use: KeyUse | undefined;

  /** @param onRefused told once the key is revoked, has expired or lost a scope. */
  constructor(
    token: string | undefined,
    settings: Pick<WebSocketSettings, 'authenticate' | 'isOpen'>,
    onRefused: (reason: unknown) => void,
  ) {
    this.#token = token;
    this.#settings = settings;
    this.#onRefused = onRefused;
  }

  /** By what right the connection goes on; `undefined` where there is no key. */
  get use(): KeyUse | undefined {
    return this.#use;
  }

  /** Takes another key; what runs goes on by the right of the one before. */
  change(token: string): void {
    this.end();
    this.#token = token;
  }

  /** Who it belongs to; `undefined` on an open server. Errors: `UNAUTHORIZED`, and what `authenticate` throws. */
  async identify(): Promise<AuthenticatedClient | undefined> {
    const { authenticate, isOpen } = this.#settings;
    if (!authenticate || (await isOpen?.())) return undefined;
    const client = await authenticateToken(this.#token, authenticate);
    if (!this.#use) {
      const use = keyUsesOf(authenticate).begin(this.#token ?? '', client);
      use.signal.addEventListener('abort', () => this.#onRefused(use.signal.reason), { once: true });
      this.#use = use;
    }
    return client;
  }

  /** Does one generation of `client`, unless its key is over a limit. Errors: `RATE_LIMITED`. */
  async limit(client: AuthenticatedClient | undefined, work: () => Promise<void>): Promise<void> {
    const { authenticate } = this.#settings;
    if (!authenticate || !client) return work();
    const { refusal, release } = await rateLimiterOf(authenticate).admit(client);
    if (refusal) throw refusal;
    try {
      await work();
    } finally {
      release();
    }
  }

  end(): void {
    this.#use?.end();
    this.#use = undefined;
  }
}
