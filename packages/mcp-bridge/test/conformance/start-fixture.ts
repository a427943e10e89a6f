import { setTimeout as sleep } from 'node:timers/promises';
import { createMcpServer } from '../../src/server/create-mcp-server.ts';
import { startMcp, type HttpRig } from '../http-rig.ts';
import { testExecutor, testTool } from '../test-executor.ts';
import { clientRequestTools } from './client-request-tools.ts';
import { contentTools } from './content-tools.ts';
import { fixtureTool, fixtureToolSet, text } from './fixture-tool.ts';
import { inputRequiredTools } from './input-required-tools.ts';
import { createFixturePrompts, fixtureResources } from './resources-and-prompts.ts';

/**
 * The server that MCP's conformance suite asks for, made with the bridge: as far as they go its tools are those of an
 * executor, and the rest, such as pictures and questions to the client, comes as features.
 */
export function startConformanceFixture(): Promise<HttpRig> {
  const prompts = createFixturePrompts();
  const tools = [
    testTool('test_error_handling', async () => ({
      status: 'error',
      error: 'This tool intentionally returns an error for testing',
    })),
    testTool('test_tool_with_progress', async (_args, { onProgress }) => {
      for (const completed of [0, 50, 100]) {
        onProgress?.({ completed, total: 100 });
        await sleep(50);
      }
      return { status: 'success' };
    }),
    testTool('test_trigger_tool_change', async () => {
      executor.setTools([...tools, testTool(`added_${Date.now()}`, async () => ({ status: 'success' }))]);
      setTimeout(() => executor.setTools(tools), 500).unref();
      return { status: 'success' };
    }),
  ];
  const executor = testExecutor(tools);
  const triggerPromptChange = fixtureTool('test_trigger_prompt_change', async () => {
    prompts.addPrompt();
    return text('Changed.');
  });
  const features = [
    {
      tools: fixtureToolSet([...contentTools, ...clientRequestTools, ...inputRequiredTools, triggerPromptChange]),
      resources: fixtureResources,
      prompts,
    },
  ];
  return startMcp({ server: createMcpServer({ name: 'tuneloop-conformance', executor, features }) });
}
