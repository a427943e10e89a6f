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
        ['tuneloop mcp login tickets', 'log in to the server "tickets", which wants OAuth'],
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
  const resources = new Command('resources')
    .description('Lists what the configured MCP servers have to read, or prints one of these.')
    .argument('[name]', 'of one server in "mcpServers"')
    .argument('[uri]', 'what to print')
    .option('--json', 'print JSON')
    .action(async (name: string | undefined, uri: string | undefined, options: Record<string, unknown>) => {
      const { showMcpResources } = await import('../actions/mcp-library.ts');
      await showMcpResources({ name, uri }, options);
    });
  const prompts = new Command('prompts')
    .description('Lists the prompts of the configured MCP servers, or prints one, filled in.')
    .argument('[name]', 'of one server in "mcpServers"')
    .argument('[prompt]', 'what to print')
    .option('--arg <name=value...>', 'arguments of the prompt')
    .option('--json', 'print JSON')
    .action(async (name: string | undefined, prompt: string | undefined, options: Record<string, unknown>) => {
      const { showMcpPrompts } = await import('../actions/mcp-library.ts');
      await showMcpPrompts({ name, prompt }, options);
    });
  const login = new Command('login')
    .description(
      'Logs in to a configured MCP server that has "oauth", in a browser. The tokens are kept in the data folder and renewed;\n' +
        'servers that run take the login up by themselves.',
    )
    .argument('<name>', 'its name in "mcpServers"')
    .option('--no-browser', 'only print the address')
    .action(async (name: string, options: Record<string, unknown>) => {
      const { logInToMcp } = await import('../actions/mcp-login.ts');
      await logInToMcp(name, options);
    });
  const logout = new Command('logout')
    .description('Forgets a login to a configured MCP server.')
    .argument('<name>', 'its name in "mcpServers"')
    .action(async (name: string, options: Record<string, unknown>) => {
      const { logOutOfMcp } = await import('../actions/mcp-login.ts');
      await logOutOfMcp(name, options);
    });
  mcp.addCommand(addConfigOptions(serve, ['model', 'server', 'limits', 'folders']));
  mcp.addCommand(addConfigOptions(tools, ['folders']));
  mcp.addCommand(addConfigOptions(resources, ['folders']));
  mcp.addCommand(addConfigOptions(prompts, ['folders']));
  mcp.addCommand(addConfigOptions(login, ['folders']));
  mcp.addCommand(addConfigOptions(logout, ['folders']));
  return mcp;
}
