import { z } from 'zod';

/** How this program gets tokens for a server that is reached by HTTP. */
export interface OAuthConfig {
  /**
   * - `authorization_code`: a person logs in once, in a browser, with PKCE; the default
   * - `client_credentials`: this program is the client itself
   */
  grant?: 'authorization_code' | 'client_credentials' | undefined;
  /** Left out: this program registers itself with the authorization server. */
  clientId?: string | undefined;
  clientSecret?: string | undefined;
  /** The authorization server that client id and secret are from; they go to no other. Needed with a secret. */
  issuer?: string | undefined;
  /** Left out: those that the server asks for. */
  scopes?: string[] | undefined;
  /** Port of this machine that the browser comes back to; by default a free one. */
  redirectPort?: number | undefined;
}

export const oauthConfigSchema: z.ZodType<OAuthConfig> = z
  .strictObject({
    grant: z.enum(['authorization_code', 'client_credentials']).optional(),
    clientId: z.string().min(1).optional(),
    clientSecret: z.string().min(1).optional(),
    issuer: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
    scopes: z.array(z.string().regex(/^[!#-[\]-~]+$/, 'must be a scope, without spaces')).optional(),
    redirectPort: z.int().min(1).max(65_535).optional(),
  })
  .refine(({ clientId, clientSecret }) => clientSecret === undefined || clientId !== undefined, {
    path: ['clientId'],
    error: 'must be there where "clientSecret" is',
  })
  .refine(({ clientSecret, issuer }) => clientSecret === undefined || issuer !== undefined, {
    path: ['issuer'],
    error: 'must say whose "clientSecret" it is: the URL of the authorization server',
  })
  .refine(({ grant, clientSecret }) => grant !== 'client_credentials' || clientSecret !== undefined, {
    path: ['clientSecret'],
    error: 'must be there with the grant "client_credentials"',
  });
