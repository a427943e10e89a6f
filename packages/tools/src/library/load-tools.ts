import { pathToFileURL } from 'node:url';
import { toolDefinitionSchema, TuneloopError, type Tool } from '@tuneloop/protocol';
import { z } from 'zod';

const effect = z.boolean();
const toolSchema = z.looseObject({
  execute: z.custom<Tool['execute']>((value) => typeof value === 'function'),
  effects: z.looseObject({
    reads: effect,
    writes: effect,
    network: effect,
    destructive: effect,
    idempotent: effect,
    code: effect.optional(),
  }),
});

/**
 * Tools of one's own: every exported tool, and every tool in an exported list, of modules such as `./my-tool.ts`. The
 * modules run with all rights of this program.
 *
 * @param files absolute paths.
 *
 * Errors: `CONFIG_INVALID` for a module that cannot be loaded, exports no tool, or a name that comes twice.
 */
export async function loadTools(files: readonly string[]): Promise<Tool[]> {
  const loaded = await Promise.all(files.map(toolsOf));
  const tools = loaded.flat();
  const twice = tools.find(({ name }, index) => tools.findIndex((tool) => tool.name === name) !== index);
  if (twice) throw new TuneloopError('CONFIG_INVALID', `Two of your tools are called "${twice.name}". Rename one.`);
  return tools;
}

async function toolsOf(file: string): Promise<Tool[]> {
  let exported: unknown[];
  try {
    exported = Object.values((await import(pathToFileURL(file).href)) as object);
  } catch (error) {
    const message = `${file} cannot be loaded as a tool: ${error instanceof Error ? error.message : String(error)}`;
    throw new TuneloopError('CONFIG_INVALID', message, { cause: error });
  }
  // The same tool may be exported under several names.
  const tools = [...new Set(exported.flat())].filter(isTool);
  if (tools.length > 0) return tools;
  throw new TuneloopError('CONFIG_INVALID', `${file} exports no tool. Make one with defineTool, and export it.`);
}

function isTool(value: unknown): value is Tool {
  return toolSchema.safeParse(value).success && toolDefinitionSchema.safeParse(value).success;
}
