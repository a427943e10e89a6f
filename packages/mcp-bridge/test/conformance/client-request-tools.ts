import type { ElicitRequestFormParams } from '@modelcontextprotocol/server';
import { fixtureTool, text, type FixtureTool } from './fixture-tool.ts';

type RequestedSchema = ElicitRequestFormParams['requestedSchema'];

/** Asks as versions until 2025-11-25 do, by a request to the client. */
function elicitingTool(
  name: string,
  requestedSchema: RequestedSchema,
  input?: FixtureTool['definition']['inputSchema'],
): FixtureTool {
  return fixtureTool(
    name,
    async ({ message = 'Please fill this in' }, { context }) => {
      const { action, content } = await context.mcpReq.elicitInput({
        mode: 'form',
        message: String(message),
        requestedSchema,
      });
      return text(`Elicitation completed: action=${action}, content=${JSON.stringify(content ?? {})}`);
    },
    input,
  );
}

export const clientRequestTools: readonly FixtureTool[] = [
  fixtureTool(
    'test_sampling',
    async ({ prompt }, { context }) => {
      const messages = [{ role: 'user' as const, content: { type: 'text' as const, text: String(prompt) } }];
      const { content } = await context.mcpReq.requestSampling({ messages, maxTokens: 100 });
      const answer = [content]
        .flat()
        .map((block) => (block.type === 'text' ? block.text : ''))
        .join('');
      return text(`LLM response: ${answer}`);
    },
    { type: 'object', properties: { prompt: { type: 'string' } }, required: ['prompt'] },
  ),
  elicitingTool(
    'test_elicitation',
    {
      type: 'object',
      properties: {
        username: { type: 'string', description: "User's response" },
        email: { type: 'string', description: "User's email address" },
      },
      required: ['username', 'email'],
    },
    { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] },
  ),
  elicitingTool('test_elicitation_sep1034_defaults', {
    type: 'object',
    properties: {
      name: { type: 'string', default: 'John Doe' },
      age: { type: 'integer', default: 30 },
      score: { type: 'number', default: 95.5 },
      status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
      verified: { type: 'boolean', default: true },
    },
  }),
  elicitingTool('test_elicitation_sep1330_enums', {
    type: 'object',
    properties: {
      untitledSingle: { type: 'string', enum: ['option1', 'option2', 'option3'] },
      titledSingle: {
        type: 'string',
        oneOf: [
          { const: 'value1', title: 'First Option' },
          { const: 'value2', title: 'Second Option' },
          { const: 'value3', title: 'Third Option' },
        ],
      },
      legacyEnum: {
        type: 'string',
        enum: ['opt1', 'opt2', 'opt3'],
        enumNames: ['Option One', 'Option Two', 'Option Three'],
      },
      untitledMulti: { type: 'array', items: { type: 'string', enum: ['option1', 'option2', 'option3'] } },
      titledMulti: {
        type: 'array',
        items: {
          anyOf: [
            { const: 'value1', title: 'First Choice' },
            { const: 'value2', title: 'Second Choice' },
            { const: 'value3', title: 'Third Choice' },
          ],
        },
      },
    },
  }),
];
