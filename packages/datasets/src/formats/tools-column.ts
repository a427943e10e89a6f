import { jsonSchemaSchema, type ToolDefinition } from '@tuneloop/protocol';
import { z } from 'zod';
import { listCell } from './cells.ts';

const definition = z.looseObject({
  name: z.string(),
  description: z.string().nullish(),
  parameters: jsonSchemaSchema.nullish(),
});

const wrapped = z.looseObject({ type: z.literal('function').nullish(), function: definition });

/** Reads the column `tools`: OpenAI's list, bare definitions, or either as JSON text. */
export const toolsSchema: z.ZodType<ToolDefinition[] | undefined> = listCell(
  z
    .array(z.union([wrapped, definition], { error: 'must be a function with a name and parameters' }))
    .nullish()
    .transform((tools) =>
      tools && tools.length > 0
        ? tools.map((tool) => toDefinition('function' in tool ? (tool as z.output<typeof wrapped>).function : tool))
        : undefined,
    ) as unknown as z.ZodType<ToolDefinition[] | undefined>,
);

export interface ToolRow {
  type: 'function';
  function: ToolDefinition;
}

/** The column as rows have it; nothing where there are no tools, so that plain rows stay plain. */
export function toolsColumn(tools: readonly ToolDefinition[] | undefined): { tools?: ToolRow[] } {
  return tools ? { tools: tools.map((tool) => ({ type: 'function', function: tool })) } : {};
}

function toDefinition(tool: z.output<typeof definition>): ToolDefinition {
  return {
    name: tool.name,
    ...(typeof tool.description === 'string' && { description: tool.description }),
    parameters: tool.parameters ?? {},
  };
}
