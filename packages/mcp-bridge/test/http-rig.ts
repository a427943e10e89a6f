import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, StreamableHTTPClientTransport, type ClientOptions } from '@modelcontextprotocol/client';
import express, { type Router } from 'express';
import { createMcpRouter, type McpRouter } from '../src/http/create-mcp-router.ts';
import type { McpRouterOptions } from '../src/http/router-options.ts';

export interface HttpRig extends AsyncDisposable {
  /** Of the MCP endpoint. */
  url: string;
  port: number;
  mcp: McpRouter;
  /** Connected; closed with the rig. */
  client(options?: ClientOptions & { key?: string }): Promise<Client>;
}

/** An MCP server on a free port of this machine. */
export async function startMcp(options: McpRouterOptions): Promise<HttpRig> {
  const mcp = createMcpRouter(options);
  const listening = await listen('/mcp', mcp.router);
  const clients: Client[] = [];
  return {
    url: `${listening.url}/mcp`,
    port: listening.port,
    mcp,
    async client({ key, ...clientOptions } = {}) {
      const client = new Client({ name: 'test', version: '1' }, clientOptions);
      const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
      const transport = new StreamableHTTPClientTransport(new URL(`${listening.url}/mcp`), {
        requestInit: { headers },
      });
      clients.push(client);
      await client.connect(transport);
      return client;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((client) => client.close().catch(() => undefined)));
      await mcp[Symbol.asyncDispose]();
      await listening[Symbol.asyncDispose]();
    },
  };
}

export async function listen(path: string, router: Router): Promise<{ url: string; port: number } & AsyncDisposable> {
  const server = createServer(express().use(path, router)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
