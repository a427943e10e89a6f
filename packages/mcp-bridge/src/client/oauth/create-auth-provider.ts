import { ClientCredentialsProvider, type OAuthClientProvider } from '@modelcontextprotocol/client';
import type { McpServerConfig } from '../server-config.ts';
import type { McpCredentialStore } from './credential-store.ts';
import { StoredLogin } from './stored-login.ts';

/**
 * What gets the tokens of a server; `undefined` for one that needs none.
 *
 * Errors: `UNAUTHORIZED` when a person has to log in first.
 */
export async function createAuthProvider(
  name: string,
  config: McpServerConfig,
  store: McpCredentialStore | undefined,
): Promise<OAuthClientProvider | undefined> {
  if ('command' in config || config.oauth === undefined) return undefined;
  const { grant, clientId, clientSecret, issuer, scopes } = config.oauth;
  if (grant === 'client_credentials') {
    return new ClientCredentialsProvider({
      clientId: clientId!,
      clientSecret: clientSecret!,
      clientName: 'Tuneloop',
      expectedIssuer: issuer!,
      ...(scopes && scopes.length > 0 && { scope: scopes.join(' ') }),
    });
  }
  const login = new StoredLogin({ name, url: config.url }, config.oauth, store);
  await login.requireLogin();
  return login;
}
