type Json = Record<string, unknown>;

const tags = ['Tools'];
const keyed = [{ bearer: [] }, { apiKeyHeader: [] }];
const refTo = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const json = (name: string): { 'application/json': Json } => ({ 'application/json': { schema: refTo(name) } });

const refusals: Json = {
  401: { description: 'No API key, or one that is unknown.', content: json('ToolRefusal') },
  403: {
    description: 'The key lacks the scope admin, or Host or Origin are not allowed.',
    content: json('ToolRefusal'),
  },
  default: { description: 'What went wrong.', content: json('ToolRefusal') },
};

const rpc = json('JsonRpcMessage');
const events: Json = {
  'text/event-stream': {
    schema: {
      type: 'object',
      description: 'Each event has a message; the first of a stream that can be resumed has none.',
      properties: { id: { type: 'string' }, event: { type: 'string' }, data: { type: 'string' } },
      required: ['data'],
    },
  },
};
const rpcRefusals: Json = Object.fromEntries(
  Object.entries({
    400: 'No message, or one that names no session and does not begin one.',
    401: 'No API key, or one that is unknown.',
    403: 'Not allowed.',
    404: 'The session has ended.',
    405: 'The method is not allowed here; `Allow` names those that are.',
    406: 'The header Accept must allow both application/json and text/event-stream.',
    409: 'The session is followed already.',
    413: 'The message is too large.',
    415: 'The message is not sent as application/json.',
    default: 'What went wrong.',
  }).map(([status, description]) => [status, { description, content: rpc }]),
);

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'example', version: '1' } },
};

const rpcMessage: Json = {
  type: 'object',
  description: 'JSON-RPC 2.0, as MCP has it.',
  properties: {
    jsonrpc: { const: '2.0' },
    id: { type: ['string', 'number', 'null'] },
    method: { type: 'string', description: 'Of a request or a notification.' },
    params: { type: 'object' },
    result: { type: 'object' },
    error: {
      type: 'object',
      properties: { code: { type: 'integer' }, message: { type: 'string' }, data: {} },
      required: ['code', 'message'],
    },
  },
  required: ['jsonrpc'],
};

const sessionHeader: Json = {
  name: 'Mcp-Session-Id',
  in: 'header',
  description: 'The session, for protocols that have one.',
  schema: { type: 'string' },
};

const effects: Json = {
  type: 'object',
  description: 'What running it may do.',
  properties: Object.fromEntries(
    ['reads', 'writes', 'network', 'destructive', 'idempotent', 'code'].map((name) => [name, { type: 'boolean' }]),
  ),
  required: ['reads', 'writes', 'network', 'destructive', 'idempotent'],
};

/**
 * `/mcp`, `/tools` and `/tool_call` as a part of an OpenAPI 3.1 document, which has the security schemes `bearer` and
 * `apiKeyHeader`: tags, paths, and JSON Schemas by name.
 */
export function describeMcp(): {
  tags: { name: string; description: string }[];
  paths: Record<string, unknown>;
  schemas: Record<string, unknown>;
} {
  return {
    tags: [{ name: 'Tools', description: 'Tools for other programs: by MCP, and by plain HTTP. Scope admin.' }],
    paths: {
      '/mcp': {
        post: {
          operationId: 'sendMcpMessage',
          tags,
          summary: 'Send a message of the Model Context Protocol (Streamable HTTP).',
          security: keyed,
          parameters: [sessionHeader],
          requestBody: {
            required: true,
            content: {
              'application/json': { ...rpc['application/json'], examples: { example: { value: initialize } } },
            },
          },
          responses: {
            200: { description: 'The answer, or a stream of messages.', content: { ...rpc, ...events } },
            202: { description: 'A notification was taken.' },
            ...rpcRefusals,
          },
        },
        get: {
          operationId: 'followMcpSession',
          tags,
          summary: "Follow the server's own messages of a session.",
          security: keyed,
          parameters: [sessionHeader],
          responses: { 200: { description: 'A stream of messages.', content: events }, ...rpcRefusals },
        },
        delete: {
          operationId: 'endMcpSession',
          tags,
          summary: 'End a session.',
          security: keyed,
          parameters: [sessionHeader],
          responses: { 200: { description: 'It has ended.' }, ...rpcRefusals },
        },
      },
      '/tools': {
        get: {
          operationId: 'listTools',
          tags,
          summary: 'The tools that `/tool_call` runs.',
          security: keyed,
          responses: { 200: { description: 'The tools.', content: json('ToolList') }, ...refusals },
        },
      },
      '/tool_call': {
        post: {
          operationId: 'callTool',
          tags,
          summary: 'Run a tool. One that failed, or was refused by the policy, answers with 200 and `status: error`.',
          security: keyed,
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: refTo('ToolCall'),
                examples: { example: { value: { name: 'get_current_directory', arguments: {} } } },
              },
            },
          },
          responses: {
            200: { description: 'What came of it.', content: json('ToolAnswer') },
            400: { description: 'The body is no call.', content: json('ToolRefusal') },
            ...refusals,
            404: { description: 'There is no such tool.', content: json('ToolRefusal') },
            413: { description: 'The body is too large.', content: json('ToolRefusal') },
          },
        },
      },
    },
    schemas: {
      JsonRpcMessage: rpcMessage,
      ToolCall: {
        type: 'object',
        properties: { name: { type: 'string' }, arguments: { type: 'object', default: {} } },
        required: ['name'],
        additionalProperties: false,
      },
      ToolAnswer: {
        oneOf: [
          { type: 'object', properties: { status: { const: 'success' } }, required: ['status'] },
          refTo('ToolRefusal'),
        ],
      },
      ToolRefusal: {
        type: 'object',
        properties: { status: { const: 'error' }, error: { type: 'string' } },
        required: ['status', 'error'],
        additionalProperties: false,
      },
      ToolList: {
        type: 'object',
        properties: {
          status: { const: 'success' },
          tools: {
            type: 'array',
            items: {
              type: 'object',
              properties: {
                name: { type: 'string' },
                description: { type: 'string' },
                parameters: { description: 'JSON Schema of the arguments.' },
                effects,
              },
              required: ['name', 'parameters', 'effects'],
            },
          },
        },
        required: ['status', 'tools'],
      },
    },
  };
}
