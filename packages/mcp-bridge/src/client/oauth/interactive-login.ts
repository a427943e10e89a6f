import { randomBytes } from 'node:crypto';
import type {
  OAuthClientMetadata,
  OAuthClientProvider,
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from '@modelcontextprotocol/client';
import type { OAuthConfig } from './oauth-config.ts';
import { configuredClient, describeClient } from './stored-login.ts';

/** One login, from its beginning: knows nothing of earlier ones, and keeps what it gets for whoever began it. */
export class InteractiveLogin implements OAuthClientProvider {
  readonly redirectUrl: string;
  readonly #config: OAuthConfig;
  readonly #onUrl: (url: URL) => void;
  readonly #state: string = randomBytes(32).toString('base64url');
  #client: StoredOAuthClientInformation | undefined;
  #tokens: StoredOAuthTokens | undefined;
  #verifier = '';
  #discovery: OAuthDiscoveryState | undefined;

  /** @param onUrl is told where the person logs in. */
  constructor(config: OAuthConfig, redirectUrl: string, onUrl: (url: URL) => void) {
    this.#config = config;
    this.redirectUrl = redirectUrl;
    this.#onUrl = onUrl;
    this.#client = configuredClient(config);
  }

  get clientMetadata(): OAuthClientMetadata {
    return describeClient(this.#config, this.redirectUrl);
  }

  state(): string {
    return this.#state;
  }

  clientInformation(): StoredOAuthClientInformation | undefined {
    return this.#client;
  }

  saveClientInformation(client: StoredOAuthClientInformation): void {
    this.#client = client;
  }

  tokens(): StoredOAuthTokens | undefined {
    return this.#tokens;
  }

  saveTokens(tokens: StoredOAuthTokens): void {
    this.#tokens = tokens;
  }

  redirectToAuthorization(url: URL): void {
    this.#onUrl(url);
  }

  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier;
  }

  codeVerifier(): string {
    return this.#verifier;
  }

  saveDiscoveryState(discovery: OAuthDiscoveryState): void {
    this.#discovery = discovery;
  }

  discoveryState(): OAuthDiscoveryState | undefined {
    return this.#discovery;
  }
}
