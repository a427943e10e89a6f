import { throwIfAborted } from '@tuneloop/protocol';
import { z } from 'zod';
import { aboutPath } from '../paths/file-failure.ts';
import { createFileGuard } from '../paths/file-guard.ts';
import { defineTool, type DefinedTool } from '../tool/define-tool.ts';
import { pathParameter } from './path-parameter.ts';
import { kindOf } from './walk.ts';

/** More than a model reads. */
const mostItems = 1000;

/** `list_contents(path, show_hidden)` gives `items`, by name, and `total_items`. */
export const listContentsTool: DefinedTool<{ path: string; show_hidden: boolean }> = defineTool({
  name: 'list_contents',
  description: 'List what is in a folder.',
  parameters: z.strictObject({
    path: pathParameter('The folder'),
    show_hidden: z.boolean().default(false).describe('Also names that begin with a dot'),
  }),
  effects: { reads: true, idempotent: true },
  paths: ({ path }) => [{ path, access: 'read' }],
  async run({ path, show_hidden: showHidden }, { policy, signal }) {
    const guard = await createFileGuard(policy.files, signal);
    await using folder = await guard.folder(path, 'read');
    const items: { name: string; type: string }[] = [];
    let isCut = false;
    await aboutPath(path, async () => {
      for await (const entry of folder.entries()) {
        throwIfAborted(signal);
        if (!showHidden && entry.name.startsWith('.')) continue;
        isCut = items.length === policy.files.maxEntries;
        if (isCut) break;
        items.push({ name: entry.name, type: kindOf(entry) });
      }
    });
    items.sort((a, b) => (a.name < b.name ? -1 : 1));
    const note = isCut ? 'There are more; not all were counted.' : `Only the first ${mostItems} are listed.`;
    return {
      items: items.slice(0, mostItems),
      total_items: items.length,
      ...(items.length > mostItems && { note }),
    };
  },
});
