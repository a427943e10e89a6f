import { describeSchemas, type OpenApiPart } from '../openapi/openapi-part.ts';
import { addServerSchema, testServerSchema, toolCallSchema, toolDecisionSchema } from './request-wire.ts';
import { serverListSchema, testedServerSchema, toolListSchema, toolRunSchema, toolSchema } from './response-schemas.ts';

type Json = Record<string, unknown>;

const schemas = {
  AddMcpServerRequest: addServerSchema,
  ControlledTool: toolSchema,
  ControlledToolList: toolListSchema,
  McpServerList: serverListSchema,
  TestMcpServerRequest: testServerSchema,
  TestedMcpServer: testedServerSchema,
  ToolDecisionRequest: toolDecisionSchema,
  ToolRun: toolRunSchema,
  ToolRunRequest: toolCallSchema,
};

type Name = keyof typeof schemas | 'Error' | 'Success';

const refTo = (name: Name): Json => ({ $ref: `#/components/schemas/${name}` });
const tags = ['Tools'];

const named = (description: string): Json[] => [
  { name: 'name', in: 'path', required: true, description, schema: { type: 'string' } },
];

interface Operation {
  id: string;
  summary: string;
  answer: Name;
  request?: [name: Name, example: unknown];
  parameters?: Json[];
}

const operation = ({ id, summary, answer, request, parameters }: Operation): Json => ({
  operationId: id,
  tags,
  summary: `${summary} Scope \`admin\`.`,
  ...(parameters && { parameters }),
  ...(request && {
    requestBody: {
      required: true,
      content: {
        'application/json': { schema: refTo(request[0]), examples: { example: { value: request[1] } } },
      },
    },
  }),
  responses: {
    200: { description: 'The answer.', content: { 'application/json': { schema: refTo(answer) } } },
    default: { description: 'What went wrong.', content: { 'application/json': { schema: refTo('Error') } } },
  },
});

const example = { command: 'mcp-server-filesystem', args: ['/srv/project'] };
const tool = named('The name of a tool.');
const server = named('The name of an MCP server.');

/** The routes of `createToolControlRouter`, for the option `describe` of `createOpenAIRouter`; `describeMcp` has their tag. */
export function describeToolControl(): OpenApiPart {
  return {
    tags: [],
    paths: {
      '/v1/tools': {
        get: operation({
          id: 'listControlledTools',
          summary: 'Every tool with its source, and what the policy says of it.',
          answer: 'ControlledToolList',
        }),
      },
      '/v1/tools/{name}/call': {
        post: operation({
          id: 'tryTool',
          summary: 'Run a tool; who asks agrees to it, and what the policy denies is denied.',
          answer: 'ToolRun',
          request: ['ToolRunRequest', { arguments: { path: '/srv/project' } }],
          parameters: tool,
        }),
      },
      '/v1/tools/{name}/policy': {
        put: operation({
          id: 'decideTool',
          summary: 'Allow a tool, ask before it, or deny it, from now on and after a restart.',
          answer: 'ControlledTool',
          request: ['ToolDecisionRequest', { decision: 'deny' }],
          parameters: tool,
        }),
      },
      '/v1/mcp/servers': {
        get: operation({
          id: 'listMcpServers',
          summary: 'The MCP servers, and how they are.',
          answer: 'McpServerList',
        }),
        post: operation({
          id: 'addMcpServer',
          summary: 'Keep and connect an MCP server. A command runs with the rights of this server.',
          answer: 'Success',
          request: ['AddMcpServerRequest', { name: 'files', server: example }],
        }),
      },
      '/v1/mcp/servers/test': {
        post: operation({
          id: 'testMcpServer',
          summary: 'Connect an MCP server, tell its tools, and let it go.',
          answer: 'TestedMcpServer',
          request: ['TestMcpServerRequest', { server: example }],
        }),
      },
      '/v1/mcp/servers/{name}': {
        delete: operation({
          id: 'removeMcpServer',
          summary: 'Disconnect and forget an MCP server that was added here.',
          answer: 'Success',
          parameters: server,
        }),
      },
      '/v1/mcp/servers/{name}/restart': {
        post: operation({
          id: 'restartMcpServer',
          summary: 'End an MCP server and connect it anew.',
          answer: 'Success',
          parameters: server,
        }),
      },
    },
    schemas: describeSchemas(schemas),
  };
}
