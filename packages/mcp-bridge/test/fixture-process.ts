import { libraryFeature } from './library-feature.ts';
import { harmless, testExecutor, testTool } from './test-executor.ts';
import { createMcpServer } from '../src/server/create-mcp-server.ts';
import type { McpFeature } from '../src/server/mcp-feature.ts';
import { serveMcpOverStdio } from '../src/stdio/serve-mcp-over-stdio.ts';

// An MCP server over stdio for tests: it can crash, look at its environment, and change its tools.
process.stderr.write('the fixture starts\n');

const more = testTool('more', async () => ({ status: 'success' }));
const initial = [
  testTool('add', async (args) => {
    const { a, b } = args as { a: number; b: number };
    return { status: 'success', sum: a + b };
  }),
  testTool('crash', () => process.exit(3)),
  testTool('where', async () => ({ status: 'success', pid: process.pid, cwd: process.cwd(), env: { ...process.env } })),
  testTool('fail', async () => ({ status: 'error', error: 'the disk is full' })),
  testTool('wait', async (_args, { onProgress }) => {
    for (let step = 1; step <= 8; step += 1) {
      await new Promise((done) => setTimeout(done, 100));
      onProgress?.({ completed: step, total: 8 });
    }
    return { status: 'success' };
  }),
  testTool('hang', () => new Promise(() => undefined)),
  testTool('grow', async () => {
    setTimeout(() => executor.setTools([...initial, more]), 10);
    return { status: 'success' };
  }),
  testTool('remove', async () => ({ status: 'success' }), { effects: { ...harmless, writes: true } }),
];
const executor = testExecutor(initial);

const picture: McpFeature = {
  tools: {
    list: () => [{ name: 'picture', inputSchema: { type: 'object' } }],
    call: (name) =>
      name === 'picture'
        ? Promise.resolve({
            content: [
              { type: 'text', text: 'A red point.' },
              { type: 'image', mimeType: 'image/png', data: 'iVBORw0KGgo=' },
            ],
          })
        : undefined,
  },
};

await serveMcpOverStdio(
  createMcpServer({ name: 'fixture', version: '2.0.0', executor, features: [picture, libraryFeature] }),
);
