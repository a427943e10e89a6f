import { setTimeout as sleep } from 'node:timers/promises';
import { fixtureTool, png, text, wav, type FixtureTool } from './fixture-tool.ts';

/** What tools can answer with, and what they can send while they run. */
export const contentTools: readonly FixtureTool[] = [
  fixtureTool('test_simple_text', async () => text('This is a simple text response for testing.')),
  fixtureTool('test_image_content', async () => ({ content: [{ type: 'image', data: png, mimeType: 'image/png' }] })),
  fixtureTool('test_audio_content', async () => ({ content: [{ type: 'audio', data: wav, mimeType: 'audio/wav' }] })),
  fixtureTool('test_embedded_resource', async () => ({
    content: [
      {
        type: 'resource',
        resource: {
          uri: 'test://embedded-resource',
          mimeType: 'text/plain',
          text: 'This is an embedded resource content.',
        },
      },
    ],
  })),
  fixtureTool('test_multiple_content_types', async () => ({
    content: [
      { type: 'text', text: 'Multiple content types test:' },
      { type: 'image', data: png, mimeType: 'image/png' },
      {
        type: 'resource',
        resource: {
          uri: 'test://mixed-content-resource',
          mimeType: 'application/json',
          text: '{"test":"data","value":123}',
        },
      },
    ],
  })),
  fixtureTool('test_tool_with_logging', async (_args, { context }) => {
    await context.mcpReq.log('info', 'Tool execution started');
    await sleep(50);
    await context.mcpReq.log('info', 'Tool processing data');
    await sleep(50);
    await context.mcpReq.log('info', 'Tool execution completed');
    return text('The tool with logging ran.');
  }),
  fixtureTool('test_logging_tool', async (_args, { context }) => {
    await context.mcpReq.log('info', 'A line that only who asked for logs may see');
    return text('Logged.');
  }),
  fixtureTool('test_reconnection', async (_args, { context }) => {
    context.http?.closeSSE?.();
    await sleep(100);
    return text('The client came back after its stream was closed.');
  }),
  fixtureTool('json_schema_2020_12_tool', async () => text('Its schema is what matters.'), {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    $defs: {
      address: {
        $anchor: 'addressDef',
        type: 'object',
        properties: { street: { type: 'string' }, city: { type: 'string' } },
      },
    },
    properties: {
      name: { type: 'string' },
      address: { $ref: '#/$defs/address' },
      contactMethod: { type: 'string', enum: ['phone', 'email'] },
      phone: { type: 'string' },
      email: { type: 'string' },
    },
    allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
    if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: { required: ['phone'] },
    else: { required: ['email'] },
    additionalProperties: false,
  }),
  fixtureTool('test_x_mcp_header', async ({ region }) => text(`The region is ${String(region)}.`), {
    type: 'object',
    properties: {
      region: { type: 'string', 'x-mcp-header': 'Region' },
      priority: { type: 'integer', 'x-mcp-header': 'Priority' },
      verbose: { type: 'boolean', 'x-mcp-header': 'Verbose' },
    },
  }),
];
