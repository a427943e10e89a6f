import { randomUUID } from 'node:crypto';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/server';
import type { Request, Response } from 'express';
import type { McpServer } from '../server/create-mcp-server.ts';
import { ReplayStore } from './replay-store.ts';

const versionHeader = 'mcp-protocol-version';

/** How long a client waits before it comes back to a stream that broke off. */
const retryMs = 1000;

export interface SessionOptions {
  server: McpServer;
  owner: string;
  replayBytes: number;
  onOpen: (session: McpSession) => void;
  onClose: (session: McpSession) => void;
}

/** One client's connection over Streamable HTTP, as protocol versions until 2025-11-25 have it. */
export class McpSession {
  readonly id: string = randomUUID();
  readonly owner: string;
  readonly #transport: NodeStreamableHTTPServerTransport;
  #protocolVersion: string | undefined;
  #openRequests = 0;
  #idleSince = performance.now();

  private constructor({ owner, replayBytes, onOpen }: SessionOptions) {
    this.owner = owner;
    this.#transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: () => this.id,
      eventStore: new ReplayStore(replayBytes),
      retryInterval: retryMs,
      onsessioninitialized: () => onOpen(this),
    });
  }

  /** It counts as open once its client has shaken hands. */
  static async create(options: SessionOptions): Promise<McpSession> {
    const session = new McpSession(options);
    const protocolServer = await options.server.connect({ owner: options.owner, announceChanges: true });
    await protocolServer.connect(session.#transport);
    const { onclose } = session.#transport;
    Object.assign(session.#transport, {
      setProtocolVersion: (version: string) => (session.#protocolVersion = version),
      onclose: () => {
        onclose?.();
        options.onClose(session);
      },
    });
    return session;
  }

  /** Since when it has neither a request nor an open stream, in ms of `performance.now()`; `undefined` while it has. */
  get idleSince(): number | undefined {
    return this.#openRequests === 0 ? this.#idleSince : undefined;
  }

  async handle(request: Request, response: Response): Promise<void> {
    this.#openRequests += 1;
    response.once('close', () => {
      this.#openRequests -= 1;
      this.#idleSince = performance.now();
    });
    this.#keepVersion(request);
    await this.#transport.handleRequest(request, response, request.body);
  }

  /**
   * The handshake has decided the protocol's version (MCP, "Protocol Version Header"), also for clients that leave it out
   * or name an older one later. One that does not exist is left for the transport to refuse.
   */
  #keepVersion(request: Request): void {
    const named = request.get(versionHeader);
    if (this.#protocolVersion === undefined || named === this.#protocolVersion) return;
    if (named !== undefined && !SUPPORTED_PROTOCOL_VERSIONS.includes(named)) return;
    request.headers[versionHeader] = this.#protocolVersion;
    // The transport reads names and values in turn, of which the first that it finds would be joined with ours.
    const { rawHeaders } = request;
    const place = rawHeaders.findIndex((text, index) => index % 2 === 0 && text.toLowerCase() === versionHeader);
    if (place === -1) rawHeaders.push(versionHeader, this.#protocolVersion);
    else rawHeaders[place + 1] = this.#protocolVersion;
  }

  /** Ends its streams and cancels what runs. */
  async close(): Promise<void> {
    await this.#transport.close();
  }
}
