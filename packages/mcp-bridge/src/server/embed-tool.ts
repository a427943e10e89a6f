import type { CallToolResult, Tool } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { decodeArguments, toolSchema } from './arguments.ts';
import type { McpCall } from './mcp-feature.ts';
import type { McpModels } from './mcp-models.ts';

const argumentsSchema = z.strictObject({
  input: z.array(z.string().min(1)).min(1).max(256).describe('The texts; each gets an embedding'),
  model: z.string().optional().describe('The model to use; left out: the default one'),
});

const outputSchema = z.object({
  model: z.string(),
  embeddings: z.array(z.array(z.number())),
  usage: z.object({ prompt_tokens: z.int() }),
});

export const embedTool: Tool = {
  name: 'embed',
  title: 'Embed texts',
  description: 'Turns texts into vectors of length 1, whose dot products say how alike the texts are.',
  inputSchema: toolSchema(argumentsSchema),
  outputSchema: toolSchema(outputSchema),
  annotations: { readOnlyHint: true, openWorldHint: false },
};

/**
 * The vectors are structured content alone: as text they would fill a model's context. Errors: those of
 * `LoadedModel.embed`.
 */
export async function callEmbed(models: McpModels, args: unknown, call: McpCall): Promise<CallToolResult> {
  const { input, model: name } = decodeArguments(argumentsSchema, args);
  const { signal } = call.context.mcpReq;
  await using model = await models.acquire(name, { signal });
  const { embeddings, usage } = await model.embed({ inputs: input, owner: call.owner }, { signal });
  const structuredContent: z.output<typeof outputSchema> = {
    model: model.info.id,
    embeddings: embeddings.map((vector) => [...vector]),
    usage: { prompt_tokens: usage.promptTokens },
  };
  const dimension = embeddings[0]?.length ?? 0;
  const text = `${embeddings.length} embeddings of ${dimension} numbers each, in the structured content.`;
  return { content: [{ type: 'text', text }], structuredContent };
}
