import { Command } from 'commander';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';

export function mcpCommand(): Command {
  const mcp = new Command('mcp')
    .summary('offer tools by MCP, and look at those of other servers')
    .description(
      'Offers the tools, models and conversations of this machine by the Model Context Protocol, and shows the tools of the\n' +
        'servers that the configuration names in "mcpServers".',
    )
    .addHelpText(
      'after',
      examples([
        ['tuneloop mcp serve', 'on http://127.0.0.1:9000/mcp, for clients with an API key'],
        ['tuneloop mcp serve --stdio', 'for a client that starts this program, such as an editor'],
        ['tuneloop mcp tools', 'the configured servers, and what they offer'],
      ]),
    );

  const serve = new Command('serve')
    .description(
      'Serves MCP at /mcp, and tools by plain HTTP at GET /tools and POST /tool_call, until Ctrl-C or SIGTERM.\n' +
        'The port is 9000 unless told otherwise. Calls are judged by the policy of the configuration (tools.policy).',
    )
    .option('--stdio', 'serve one client by standard input and output in place of HTTP; no key is needed')
    .action(async (options: Record<string, unknown>) => {
      const { serveMcp } = await import('../actions/mcp.ts');
      await serveMcp(options);
    });
  const tools = new Command('tools')
    .description('Connects the configured MCP servers and lists their tools. Exits with 1 when one cannot be reached.')
    .option('--json', 'print JSON')
    .action(async (options: Record<string, unknown>) => {
      const { listMcpTools } = await import('../actions/mcp.ts');
      await listMcpTools(options);
    });
  mcp.addCommand(addConfigOptions(serve, ['model', 'server', 'limits', 'folders']));
  mcp.addCommand(addConfigOptions(tools, ['folders']));
  return mcp;
}
