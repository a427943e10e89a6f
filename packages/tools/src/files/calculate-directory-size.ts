import { z } from 'zod';
import { aboutPath } from '../paths/file-failure.ts';
import { createFileGuard } from '../paths/file-guard.ts';
import { defineTool, type DefinedTool } from '../tool/define-tool.ts';
import { pathParameter } from './path-parameter.ts';
import { createWalkReport, walk, walkNote } from './walk.ts';

/** `calculate_directory_size(path, max_depth)` gives `size_bytes` and `size_human`. */
export const calculateDirectorySizeTool: DefinedTool<{ path: string; max_depth?: number | undefined }> = defineTool({
  name: 'calculate_directory_size',
  description: 'Add up the sizes of all files in a folder and the folders in it. Links are not followed.',
  parameters: z.strictObject({
    path: pathParameter('The folder'),
    max_depth: z.int().min(0).max(1000).optional().describe('Levels of folders to go down; 0: only its own files'),
  }),
  effects: { reads: true, idempotent: true },
  paths: ({ path }) => [{ path, access: 'read' }],
  async run({ path, max_depth: maxDepth }, { policy, signal }) {
    const guard = await createFileGuard(policy.files, signal);
    const report = createWalkReport();
    const counted = new Set<string>();
    let bytes = 0n;
    await using folder = await guard.folder(path, 'read');
    await aboutPath(path, async () => {
      for await (const { kind, folder: parent, name } of walk(folder, { guard, signal, maxDepth }, report)) {
        if (kind !== 'file') continue;
        const stats = await parent.stat(name);
        if (stats === undefined) continue;
        const id = `${stats.dev}:${stats.ino}`;
        // A file with several names takes its room once.
        if (stats.nlink > 1n && counted.has(id)) continue;
        if (stats.nlink > 1n) counted.add(id);
        bytes += stats.size;
      }
    });
    if (maxDepth !== undefined && maxDepth <= policy.files.maxDepth) report.isTooDeep = false;
    return { size_bytes: Number(bytes), size_human: humanSize(Number(bytes)), ...walkNote(report, guard) };
  },
});

const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** Such as `1.4 MiB`: of 1024. */
function humanSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), units.length);
  return `${(bytes / 1024 ** power).toFixed(1)} ${units[power - 1]}`;
}
