import { z } from 'zod';
import { aboutPath } from '../paths/file-failure.ts';
import { createFileGuard } from '../paths/file-guard.ts';
import { defineTool, type DefinedTool } from '../tool/define-tool.ts';
import { fileFreshness } from './file-freshness.ts';
import { pathParameter } from './path-parameter.ts';
import { readText } from './read-text.ts';

/** `read_file(path)` gives `content` and its number of `lines`. */
export const readFileTool: DefinedTool<{ path: string }> = defineTool({
  name: 'read_file',
  description: 'Read a text file.',
  parameters: z.strictObject({ path: pathParameter('The file') }),
  effects: { reads: true, idempotent: true },
  paths: ({ path }) => [{ path, access: 'read' }],
  freshness: fileFreshness,
  async run({ path }, { policy, signal }) {
    const guard = await createFileGuard(policy.files, signal);
    await using place = await guard.place(path, 'read');
    const content = await aboutPath(path, () => readText(place, policy.files, signal));
    return { content, lines: lineCount(content) };
  },
});

/** What stands behind the last line's end counts only when there is something. */
function lineCount(content: string): number {
  const ends = content.match(/\r\n|\n|\r/g)?.length ?? 0;
  return content === '' || /[\r\n]$/.test(content) ? ends : ends + 1;
}
