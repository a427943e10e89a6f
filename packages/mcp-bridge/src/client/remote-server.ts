import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfAborted, TuneloopError, type ToolCallContext, type ToolResult } from '@tuneloop/protocol';
import type { FetchLike, Implementation, Tool } from '@modelcontextprotocol/client';
import type { Logger } from '../logger.ts';
import { Backoff } from './backoff.ts';
import { describeCallFailure, isConnectionFailure } from './call-failure.ts';
import { connect, type Connection } from './connection.ts';
import type { McpCredentialStore } from './oauth/credential-store.ts';
import type { RemoteLibrary } from './remote-library.ts';
import { decodeResult } from './remote-result.ts';
import type { McpServerConfig } from './server-config.ts';
import type { McpServerState, McpServerStatus } from './server-status.ts';

export interface RemoteServerOptions {
  name: string;
  config: McpServerConfig;
  clientInfo: Implementation;
  /** After each change of `tools`. */
  onChange: () => void;
  logger: Logger | undefined;
  fetch: FetchLike | undefined;
  credentials: McpCredentialStore | undefined;
  backoff: Backoff;
}

/** A connection that held so long is taken to be sound, in ms: the next loss is retried quickly. */
const soundMs = 60_000;

/** One configured server, connected again whenever it is lost. */
export class RemoteServer {
  readonly #options: RemoteServerOptions;
  readonly #closing = new AbortController();
  readonly #settled = Promise.withResolvers<void>();
  #state: McpServerState;
  #connection: Connection | undefined;
  #tools: readonly Tool[] = [];
  #problem: string | undefined;
  /** By the monotonic clock, in ms. */
  #retryMs: number | undefined;
  #restarts = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(options: RemoteServerOptions) {
    this.#options = options;
    this.#state = options.config.disabled === true ? 'disabled' : 'connecting';
    if (this.#state === 'disabled') this.#settled.resolve();
    else this.#running = this.#keepConnected();
  }

  get name(): string {
    return this.#options.name;
  }

  get config(): McpServerConfig {
    return this.#options.config;
  }

  get isTrusted(): boolean {
    return this.#options.config.trustAnnotations === true;
  }

  /** Also those of a server that is being restarted: calling them says so. */
  get tools(): readonly Tool[] {
    return this.#tools;
  }

  /** Resolves once it was connected, or failed, for the first time. */
  get settled(): Promise<void> {
    return this.#settled.promise;
  }

  status(): Omit<McpServerStatus, 'tools'> {
    const { title, version, protocolVersion, processId } = this.#connection ?? {};
    return {
      name: this.name,
      state: this.#state,
      title,
      version,
      protocolVersion,
      processId,
      problem: this.#problem,
      retryAt: this.#retryMs === undefined ? undefined : new Date(Date.now() + this.#retryMs - performance.now()),
      restarts: this.#restarts,
    };
  }

  /** Never throws for what the server did. Errors: `ABORTED`. */
  async call(tool: string, args: unknown, { signal, onProgress }: ToolCallContext): Promise<ToolResult> {
    throwIfAborted(signal);
    const connection = this.#connection;
    if (connection === undefined) return { status: 'error', error: this.#whyNotConnected() };
    try {
      const result = await connection.call(tool, (args ?? {}) as Record<string, unknown>, {
        signal,
        onProgress: ({ progress, total, message }) => onProgress?.({ completed: progress, total, message }),
      });
      return decodeResult(result);
    } catch (error) {
      throwIfAborted(signal);
      if (isConnectionFailure(error)) connection.reportLost('it does not answer any more');
      return { status: 'error', error: describeCallFailure(error, this.name) };
    }
  }

  /** What it has beside tools. Errors: `UPSTREAM_FAILED` while it is not connected, and for what it refuses. */
  async ask<T>(question: (library: RemoteLibrary) => Promise<T>): Promise<T> {
    const connection = this.#connection;
    if (connection === undefined) throw new TuneloopError('UPSTREAM_FAILED', this.#whyNotConnected());
    try {
      return await question(connection.library);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new TuneloopError('UPSTREAM_FAILED', `The MCP server "${this.name}" refused: ${reason}`, { cause: error });
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  #whyNotConnected(): string {
    const seconds = Math.max(1, Math.ceil(((this.#retryMs ?? 0) - performance.now()) / 1000));
    return (
      `The MCP server "${this.name}" is not running at the moment (${this.#problem ?? 'it ended'}) and is being ` +
      `restarted. Try again in ${seconds} s, or do without this tool.`
    );
  }

  async #keepConnected(): Promise<void> {
    const { backoff } = this.#options;
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const startedAt = performance.now();
      await this.#connectUntilLost();
      this.#settled.resolve();
      if (signal.aborted) break;
      if (performance.now() - startedAt > soundMs) backoff.reset();
      const waitMs = backoff.next();
      this.#retryMs = performance.now() + waitMs;
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    }
    this.#connection = undefined;
  }

  /** Returns when the connection is lost, failed, or this is being closed. */
  async #connectUntilLost(): Promise<void> {
    const { name, config, clientInfo, logger, fetch, credentials } = this.#options;
    const { signal } = this.#closing;
    try {
      const onTools = (tools: readonly Tool[]): void => this.#offer(tools);
      const connection = await connect({ name, config, clientInfo, onTools, logger, fetch, credentials, signal });
      this.#connected(connection);
      const closed = new Promise<string>((resolve) => {
        signal.addEventListener('abort', () => resolve('closed'), { once: true });
      });
      const reason = signal.aborted ? 'closed' : await Promise.race([connection.lost, closed]);
      this.#connection = undefined;
      await connection.close().catch(() => undefined);
      if (!signal.aborted) this.#missing('restarting', reason);
    } catch (error) {
      if (signal.aborted) return;
      const { message } = TuneloopError.from(error);
      this.#missing(this.#state === 'connecting' || this.#state === 'failed' ? 'failed' : 'restarting', message);
    }
  }

  #connected(connection: Connection): void {
    const { name, logger } = this.#options;
    if (this.#state === 'restarting') this.#restarts += 1;
    this.#state = 'connected';
    this.#connection = connection;
    this.#problem = undefined;
    this.#retryMs = undefined;
    const { protocolVersion, tools } = connection;
    logger?.info({ mcpServer: name, protocolVersion, tools: tools.length }, 'MCP server connected');
    this.#offer(tools);
    this.#settled.resolve();
  }

  #missing(state: McpServerState, reason: string): void {
    const { name, logger } = this.#options;
    // Once for each time that it goes; the tries after it are no news.
    if (this.#state !== state) logger?.warn({ mcpServer: name, reason }, 'MCP server not connected; it is tried again');
    this.#state = state;
    this.#problem = reason;
  }

  #offer(tools: readonly Tool[]): void {
    const wanted = this.#options.config.tools;
    const offered = wanted === undefined ? tools : tools.filter(({ name }) => wanted.includes(name));
    if (JSON.stringify(offered) === JSON.stringify(this.#tools)) return;
    this.#tools = offered;
    this.#options.onChange();
  }
}
