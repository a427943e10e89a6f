import { z } from 'zod';
import type { StoredOAuthClientInformation, StoredOAuthTokens } from '@modelcontextprotocol/client';

/** For whom credentials are: a server by its name, and its URL, so that another URL never gets them. */
export interface CredentialOwner {
  name: string;
  url: string;
}

/** Keeps what a login gave. It is all secret. */
export interface McpCredentialStore {
  /** What was written, as plain data; `undefined` when there is nothing. */
  read(owner: CredentialOwner): Promise<unknown>;
  /** `undefined` removes it. */
  write(owner: CredentialOwner, credentials: unknown): Promise<void>;
}

export interface Credentials {
  tokens?: StoredOAuthTokens | undefined;
  client?: StoredOAuthClientInformation | undefined;
}

const credentialsSchema = z.object({
  tokens: z.looseObject({ access_token: z.string(), token_type: z.string() }).optional(),
  client: z.looseObject({ client_id: z.string() }).optional(),
});

/** What is of another version counts as nothing: a login makes it anew. */
export async function readCredentials(
  store: McpCredentialStore | undefined,
  owner: CredentialOwner,
): Promise<Credentials> {
  const parsed = credentialsSchema.safeParse(await store?.read(owner));
  return parsed.success ? parsed.data : {};
}
