import { TuneloopError } from '@tuneloop/protocol';
import type {
  OAuthClientMetadata,
  OAuthClientProvider,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from '@modelcontextprotocol/client';
import { readCredentials, type CredentialOwner, type McpCredentialStore } from './credential-store.ts';
import type { OAuthConfig } from './oauth-config.ts';

/** Of a redirect that will not happen: the protocol's library asks for one to know that a person is meant to log in. */
const noRedirect = 'http://127.0.0.1/callback';

/**
 * Uses, and refreshes, the tokens of a login (`logInToMcpServer`) that has been before. They are read with every request, so that
 * a login in another process counts at once.
 */
export class StoredLogin implements OAuthClientProvider {
  readonly #owner: CredentialOwner;
  readonly #config: OAuthConfig;
  readonly #store: McpCredentialStore | undefined;

  constructor(owner: CredentialOwner, config: OAuthConfig, store: McpCredentialStore | undefined) {
    this.#owner = owner;
    this.#config = config;
    this.#store = store;
  }

  /** Errors: `UNAUTHORIZED` while nobody has logged in. */
  async requireLogin(): Promise<void> {
    if ((await this.tokens()) === undefined) throw needsLogin(this.#owner.name);
  }

  get redirectUrl(): string {
    return noRedirect;
  }

  get clientMetadata(): OAuthClientMetadata {
    return describeClient(this.#config, noRedirect);
  }

  async clientInformation(): Promise<StoredOAuthClientInformation | undefined> {
    return configuredClient(this.#config) ?? (await readCredentials(this.#store, this.#owner)).client;
  }

  async tokens(): Promise<StoredOAuthTokens | undefined> {
    return (await readCredentials(this.#store, this.#owner)).tokens;
  }

  async saveTokens(tokens: StoredOAuthTokens): Promise<void> {
    const before = await readCredentials(this.#store, this.#owner);
    await this.#store?.write(this.#owner, { ...before, tokens });
  }

  redirectToAuthorization(): void {
    throw needsLogin(this.#owner.name);
  }

  saveCodeVerifier(): void {
    throw needsLogin(this.#owner.name);
  }

  codeVerifier(): string {
    throw needsLogin(this.#owner.name);
  }

  async invalidateCredentials(): Promise<void> {
    const { client } = await readCredentials(this.#store, this.#owner);
    await this.#store?.write(this.#owner, { client });
  }
}

function needsLogin(name: string): TuneloopError {
  const message = `It needs a login: run "tuneloop mcp login ${name}" on this machine.`;
  return new TuneloopError('UNAUTHORIZED', message);
}

export function describeClient({ clientSecret, scopes }: OAuthConfig, redirectUrl: string): OAuthClientMetadata {
  return {
    client_name: 'Tuneloop',
    redirect_uris: [redirectUrl],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: clientSecret === undefined ? 'none' : 'client_secret_basic',
    ...(scopes && scopes.length > 0 && { scope: scopes.join(' ') }),
  };
}

/** The client that the configuration names; `undefined`: this program registers itself. */
export function configuredClient({
  clientId,
  clientSecret,
  issuer,
}: OAuthConfig): StoredOAuthClientInformation | undefined {
  if (clientId === undefined) return undefined;
  return {
    client_id: clientId,
    ...(clientSecret !== undefined && { client_secret: clientSecret }),
    ...(issuer !== undefined && { issuer }),
  };
}
