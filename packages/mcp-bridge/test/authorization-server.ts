import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Request, type Response } from 'express';
import { createMcpRouter } from '../src/http/create-mcp-router.ts';
import { createMcpServer } from '../src/server/create-mcp-server.ts';
import { testExecutor, testTool } from './test-executor.ts';

export interface AuthorizedServer extends AsyncDisposable {
  /** Of the MCP endpoint, which wants a token. */
  url: string;
  issuer: string;
  /** Who registered, by redirect. */
  registered: string[];
  /** Grants that were given, and those that were refused. */
  grants: string[];
  /** Headers of requests to the authorization server that it has no business with. */
  leaked: string[];
  /** From now on no access token counts that was given before. */
  expire(): void;
  /** From now on no refresh token counts either. */
  revoke(): void;
}

interface Code {
  challenge: string;
  redirect: string;
  client: string;
}

/**
 * An authorization server and an MCP server that trusts it, on two loopback ports: dynamic registration, authorization codes with
 * PKCE (S256), refresh tokens that hold once, client credentials (`robot`, `robot-secret`). Whoever comes to log in is let in.
 */
export async function startAuthorizedServer(): Promise<AuthorizedServer> {
  const registered: string[] = [];
  const grants: string[] = [];
  const leaked: string[] = [];
  const clients = new Map<string, string[]>();
  const codes = new Map<string, Code>();
  const access = new Set<string>();
  const refresh = new Map<string, string>();
  let resource = '';

  const authorization = express().use(express.urlencoded({ extended: false }), express.json());
  const authorizing = await listen(authorization);
  const issuer = authorizing.url;
  authorization.use((request, _response, next) => {
    if (request.headers['x-own-key'] !== undefined) leaked.push(`${request.method} ${request.path}`);
    next();
  });
  authorization.get('/.well-known/oauth-authorization-server', (_request, response) => {
    response.json({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      registration_endpoint: `${issuer}/register`,
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['none', 'client_secret_basic'],
      authorization_response_iss_parameter_supported: true,
    });
  });
  authorization.post('/register', (request: Request<unknown, unknown, { redirect_uris: string[] }>, response) => {
    const id = `client-${clients.size + 1}`;
    clients.set(id, request.body.redirect_uris);
    registered.push(...request.body.redirect_uris);
    response.status(201).json({ ...request.body, client_id: id });
  });
  authorization.get('/authorize', (request, response) => {
    const query = queryOf(request);
    const [client, redirect, challenge] = [query('client_id'), query('redirect_uri'), query('code_challenge')];
    if (!clients.get(client)?.includes(redirect) || query('resource') !== resource) {
      response.status(400).end();
      return;
    }
    const code = randomBytes(16).toString('hex');
    codes.set(code, { challenge, redirect, client });
    response.redirect(`${redirect}?${new URLSearchParams({ code, state: query('state'), iss: issuer }).toString()}`);
  });
  authorization.post('/token', (request: Request<unknown, unknown, Record<string, string>>, response) => {
    const { grant_type: grant = '', code = '', code_verifier: verifier = '', refresh_token: old = '' } = request.body;
    const give = (client: string): void => {
      const token = randomBytes(16).toString('hex');
      const next = randomBytes(16).toString('hex');
      access.add(token);
      if (grant !== 'client_credentials') refresh.set(next, client);
      grants.push(grant);
      const tokens = { access_token: token, token_type: 'Bearer', expires_in: 3600 };
      response.json(grant === 'client_credentials' ? tokens : { ...tokens, refresh_token: next });
    };
    const known = codes.get(code);
    codes.delete(code);
    if (grant === 'authorization_code' && known && s256(verifier) === known.challenge) give(known.client);
    else if (grant === 'refresh_token' && refresh.get(old) === request.body['client_id'] && refresh.delete(old)) {
      give(request.body['client_id'] ?? '');
    } else if (grant === 'client_credentials' && basicOf(request) === 'robot:robot-secret') give('robot');
    else refuseGrant(response, grants, grant);
  });

  const mcp = createMcpRouter({
    server: createMcpServer({
      version: '1',
      executor: testExecutor([testTool('tide', async () => ({ status: 'success' }))]),
    }),
    authenticate: (token) => (access.has(token) ? { id: 'somebody', scopes: [] } : undefined),
  });
  const protectedApp = express();
  const protecting = await listen(protectedApp);
  resource = `${protecting.url}/mcp`;
  protectedApp.get('/.well-known/oauth-protected-resource/mcp', (_request, response) => {
    response.json({ resource, authorization_servers: [issuer] });
  });
  protectedApp.use('/mcp', mcp.router);
  return {
    url: resource,
    issuer,
    registered,
    grants,
    leaked,
    expire: () => access.clear(),
    revoke: () => {
      access.clear();
      refresh.clear();
    },
    async [Symbol.asyncDispose]() {
      await mcp[Symbol.asyncDispose]();
      await protecting.close();
      await authorizing.close();
    },
  };
}

function refuseGrant(response: Response, grants: string[], grant: string): void {
  grants.push(`no ${grant}`);
  response.status(400).json({ error: 'invalid_grant' });
}

const queryOf =
  (request: Request): ((name: string) => string) =>
  (name) =>
    new URL(request.originalUrl, 'http://127.0.0.1').searchParams.get(name) ?? '';
const s256 = (text: string): string => createHash('sha256').update(text).digest('base64url');
const basicOf = ({ headers }: Pick<Request, 'headers'>): string =>
  Buffer.from(headers.authorization?.replace('Basic ', '') ?? '', 'base64').toString();

async function listen(app: express.Express): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
