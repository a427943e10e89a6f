import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createMcpServer } from '../src/server/create-mcp-server.ts';
import { testExecutor, testTool } from './test-executor.ts';

// An MCP server over stdio that speaks 2026-07-28 alone, and refuses the handshake of older versions.
const executor = testExecutor([testTool('ping', async () => ({ status: 'success' }))]);
const server = createMcpServer({ name: 'modern-only', executor });
serveStdio(() => server.connect({ owner: 'test', announceChanges: true }), { legacy: 'reject' });
