import { TuneloopError } from '@tuneloop/protocol';
import {
  Client,
  SSEClientTransport,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from '@modelcontextprotocol/client';
import { openHttp } from '../open-transport.ts';
import type { HttpServerConfig, McpServerConfig } from '../server-config.ts';
import { startCallbackServer } from './callback-server.ts';
import type { McpCredentialStore } from './credential-store.ts';
import { InteractiveLogin } from './interactive-login.ts';

export interface LogInOptions {
  name: string;
  config: McpServerConfig;
  store: McpCredentialStore;
  /** Told where the person logs in, with a browser that reaches `redirectUrl` on this machine. */
  onUrl: (url: URL, redirectUrl: string) => void;
  /** Ends the wait for the person. */
  signal: AbortSignal;
}

/**
 * Lets a person log in to a server (OAuth 2.1: authorization code with PKCE, by a redirect to this machine), keeps what that
 * gives, and connects once to see that it works. An earlier login is replaced only then.
 *
 * @returns whether a login was needed at all.
 *
 * Errors: `INVALID_REQUEST` (a server that has no logins), `UNAUTHORIZED` (refused), `UPSTREAM_FAILED`, `RESOURCE_EXHAUSTED` (port in use),
 * `ABORTED`.
 */
export async function logInToMcpServer({ name, config, store, onUrl, signal }: LogInOptions): Promise<boolean> {
  const server = requireLogins(name, config);
  const { oauth = {} } = server;
  await using callback = await startCallbackServer(oauth.redirectPort);
  let wasAsked = false;
  const login = new InteractiveLogin(oauth, callback.url, (url) => {
    wasAsked = true;
    onUrl(url, callback.url);
  });
  try {
    const transport = openHttp(server, { authProvider: login });
    const waiting = callback.wait(login.state(), signal);
    waiting.catch(() => undefined);
    if (await tryConnect(transport, signal)) return false;
    if (!wasAsked) throw new TuneloopError('UNAUTHORIZED', `The server "${name}" did not say where to log in.`);
    const params = await waiting;
    await transport.finishAuth(params);
    if (!(await tryConnect(openHttp(server, { authProvider: login }), signal))) throw refused(name);
  } catch (error) {
    if (signal.aborted) throw TuneloopError.from(signal.reason, 'ABORTED');
    if (TuneloopError.isInstance(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new TuneloopError('UPSTREAM_FAILED', `The login to "${name}" failed: ${reason}`, { cause: error });
  }
  await store.write({ name, url: server.url }, { tokens: login.tokens(), client: login.clientInformation() });
  return true;
}

function requireLogins(name: string, config: McpServerConfig): HttpServerConfig {
  const advice = (text: string): TuneloopError => new TuneloopError('INVALID_REQUEST', text);
  if ('command' in config) throw advice(`"${name}" is a program of this machine; there is nothing to log in to.`);
  if (config.oauth === undefined) throw advice(`"${name}" has no "oauth" in the configuration; add "oauth": {}.`);
  if (config.oauth.grant === 'client_credentials') {
    throw advice(`"${name}" uses the client credentials of the configuration; nobody needs to log in.`);
  }
  return config;
}

/** Whether the server lets us in. */
async function tryConnect(
  transport: StreamableHTTPClientTransport | SSEClientTransport,
  signal: AbortSignal,
): Promise<boolean> {
  const client = new Client({ name: 'tuneloop', version: '0.1.0' }, { versionNegotiation: { mode: 'auto' } });
  try {
    await client.connect(transport, { signal });
    return true;
  } catch (error) {
    if (UnauthorizedError.isInstance(error)) return false;
    throw error;
  } finally {
    await client.close().catch(() => undefined);
  }
}

function refused(name: string): TuneloopError {
  return new TuneloopError('UNAUTHORIZED', `The server "${name}" refuses the token that the login gave.`);
}
