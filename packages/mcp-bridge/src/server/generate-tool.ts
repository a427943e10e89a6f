import type { GenerateRequest, Message } from '@tuneloop/protocol';
import type { CallToolResult, Tool } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { decodeArguments, toolSchema } from './arguments.ts';
import type { McpCall } from './mcp-feature.ts';
import type { McpModels } from './mcp-models.ts';
import { progressReporter } from './progress.ts';

const messageSchema = z.strictObject({ role: z.enum(['user', 'assistant']), content: z.string() });

const argumentsSchema = z
  .strictObject({
    prompt: z.string().optional().describe('What to answer; with "messages" it is the last of them'),
    messages: z.array(messageSchema).optional().describe('A conversation so far, oldest first'),
    system: z.string().optional().describe('Instructions that hold for the whole answer'),
    model: z.string().optional().describe('The model to use; left out: the default one'),
    max_tokens: z.int().min(1).optional().describe('Tokens to generate at most'),
    temperature: z.number().min(0).max(2).optional().describe('0 always takes the likeliest token'),
    seed: z.int().min(0).max(0xffff_ffff).optional(),
  })
  .refine(({ prompt, messages }) => prompt !== undefined || (messages?.length ?? 0) > 0, {
    message: 'give a "prompt", or "messages"',
  });

type GenerateArguments = z.output<typeof argumentsSchema>;

const outputSchema = z.object({
  model: z.string(),
  text: z.string(),
  finish_reason: z.enum(['stop', 'length', 'tool-calls']),
  usage: z.object({ prompt_tokens: z.int(), completion_tokens: z.int() }),
});

export const generateTool: Tool = {
  name: 'generate',
  title: 'Generate text',
  description: 'Answers a prompt, or continues a conversation, with a language model that runs on this server.',
  inputSchema: toolSchema(argumentsSchema),
  outputSchema: toolSchema(outputSchema),
  annotations: { readOnlyHint: true, openWorldHint: false },
};

/** Progress counts tokens, with the text so far as its message. Errors: those of `LoadedModel.generate`. */
export async function callGenerate(models: McpModels, args: unknown, call: McpCall): Promise<CallToolResult> {
  const request = decodeArguments(argumentsSchema, args);
  const { signal } = call.context.mcpReq;
  await using model = await models.acquire(request.model, { signal });
  const report = progressReporter(call.context);
  let text = '';
  let pieces = 0;
  for await (const event of model.generate(generateRequest(request, call.owner), { signal })) {
    if (event.type === 'text-delta') {
      text += event.text;
      pieces += 1;
      report?.({ progress: pieces, total: request.max_tokens, message: text });
    } else if (event.type === 'generation-end') {
      const { promptTokens, completionTokens } = event.usage;
      const structuredContent: z.output<typeof outputSchema> = {
        model: model.info.id,
        text,
        finish_reason: event.finishReason,
        usage: { prompt_tokens: promptTokens, completion_tokens: completionTokens },
      };
      return { content: [{ type: 'text', text }], structuredContent };
    }
  }
  throw new Error('The generation ended without saying so.');
}

function generateRequest(args: GenerateArguments, owner: string): GenerateRequest {
  const messages: Message[] = [
    ...(args.system === undefined ? [] : [{ role: 'system' as const, content: args.system }]),
    ...(args.messages ?? []),
    ...(args.prompt === undefined ? [] : [{ role: 'user' as const, content: args.prompt }]),
  ];
  return {
    prompt: { type: 'messages', messages },
    maxTokens: args.max_tokens,
    sampling: { temperature: args.temperature, seed: args.seed },
    owner,
  };
}
