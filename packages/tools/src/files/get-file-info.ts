import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { aboutPath } from '../paths/file-failure.ts';
import { createFileGuard } from '../paths/file-guard.ts';
import { shown } from '../paths/judge-path.ts';
import { defineTool, type DefinedTool } from '../tool/define-tool.ts';
import { fileFreshness } from './file-freshness.ts';
import { pathParameter } from './path-parameter.ts';

/** `get_file_info(path)` gives `type`, `size` in bytes, `created` and `modified` (ISO 8601, UTC), and `permissions`. */
export const getFileInfoTool: DefinedTool<{ path: string }> = defineTool({
  name: 'get_file_info',
  description: 'Get the size, the times and the permissions of a file or folder.',
  parameters: z.strictObject({ path: pathParameter('The file or folder') }),
  effects: { reads: true, idempotent: true },
  paths: ({ path }) => [{ path, access: 'read' }],
  freshness: fileFreshness,
  async run({ path }, { policy, signal }) {
    const guard = await createFileGuard(policy.files, signal);
    await using place = await guard.place(path, 'read');
    const stats = await aboutPath(path, () => place.folder.stat(place.name));
    if (stats === undefined) throw new TuneloopError('NOT_FOUND', `${shown(path)} does not exist.`);
    return {
      type: stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other',
      size: Number(stats.size),
      created: stats.birthtime.toISOString(),
      modified: stats.mtime.toISOString(),
      permissions: permissionText(Number(stats.mode)),
    };
  },
});

/** Such as `rw-r--r--`. */
function permissionText(mode: number): string {
  const bits = ['r', 'w', 'x', 'r', 'w', 'x', 'r', 'w', 'x'];
  return bits.map((letter, index) => ((mode & (0o400 >> index)) === 0 ? '-' : letter)).join('');
}
