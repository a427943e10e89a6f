import { z } from 'zod';
import { defineTool, type DefinedTool } from '../tool/define-tool.ts';

/** `get_current_directory()` gives the `path` that paths may begin with. */
export function createGetCurrentDirectoryTool(currentFolder: string | undefined): DefinedTool<Record<string, never>> {
  return defineTool({
    name: 'get_current_directory',
    description: 'Get the absolute path of the current folder.',
    parameters: z.strictObject({}),
    effects: { reads: true, idempotent: true },
    run: () => ({ path: currentFolder ?? process.cwd() }),
  });
}
