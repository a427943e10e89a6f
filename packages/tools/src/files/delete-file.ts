import { rmdir, unlink } from 'node:fs/promises';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { aboutPath, systemCode } from '../paths/file-failure.ts';
import { createFileGuard, type FileGuard, type GuardedPlace } from '../paths/file-guard.ts';
import type { GuardedFolder } from '../paths/guarded-folder.ts';
import { shown } from '../paths/judge-path.ts';
import { defineTool, type DefinedTool } from '../tool/define-tool.ts';
import { pathParameter } from './path-parameter.ts';
import { createWalkReport, walk } from './walk.ts';

/** `delete_file(path, recursive)`: a file, an empty folder, with `recursive` any folder; of a link the link itself. */
export const deleteFileTool: DefinedTool<{ path: string; recursive: boolean }> = defineTool({
  name: 'delete_file',
  description: 'Delete a file or a folder. It cannot be brought back.',
  parameters: z.strictObject({
    path: pathParameter('The file or folder'),
    recursive: z.boolean().default(false).describe('Delete a folder with all that is in it'),
  }),
  effects: { writes: true, destructive: true },
  paths: ({ path }) => [{ path, access: 'remove' }],
  async run({ path, recursive }, { policy, signal }) {
    const guard = await createFileGuard(policy.files, signal);
    await using place = await guard.place(path, 'remove', { followLast: false });
    await aboutPath(path, async () => {
      const stats = await place.folder.stat(place.name);
      if (stats === undefined) throw new TuneloopError('NOT_FOUND', `${shown(path)} does not exist.`);
      if (!stats.isDirectory()) return unlink(await place.folder.at(place.name));
      if (recursive) await removeTree(place, guard, signal);
      else await rmdir(await place.folder.at(place.name)).catch(explainFull(path));
    });
  },
});

/** Looks at everything first, so that a folder with something protected in it stays whole. */
async function removeTree(place: GuardedPlace, guard: FileGuard, signal: AbortSignal): Promise<void> {
  await using root = await place.folder.folder(place.name);
  const report = createWalkReport();
  for await (const { path } of walk(root, { guard, signal }, report)) refuse(guard, path);
  if (report.skipped > 0 || report.isTooDeep || report.hasTooMany) {
    const why =
      report.skipped > 0
        ? 'something in it is protected or cannot be read'
        : 'it holds more files and folders than one call may delete';
    throw new TuneloopError(
      'TOOL_DENIED',
      `${shown(place.path)} was not deleted: ${why}. Delete what is in it step by step.`,
    );
  }
  await removeContents(root, guard, signal);
  await rmdir(await place.folder.at(place.name));
}

async function removeContents(folder: GuardedFolder, guard: FileGuard, signal: AbortSignal): Promise<void> {
  const entries = [];
  for await (const entry of folder.entries()) entries.push(entry);
  for (const entry of entries) {
    throwIfAborted(signal);
    const { name } = entry;
    // Once more: it may have come after the first look.
    refuse(guard, folder.pathOf(name));
    if (entry.isDirectory()) {
      await using child = await folder.folder(name);
      await removeContents(child, guard, signal);
      await rmdir(await folder.at(name));
    } else {
      await unlink(await folder.at(name));
    }
  }
}

function refuse(guard: FileGuard, path: string): void {
  const reason = guard.refusal(path, 'remove');
  if (reason !== undefined) throw new TuneloopError('TOOL_DENIED', `Nothing more was deleted: ${reason}`);
}

function explainFull(path: string): (error: unknown) => never {
  return (error) => {
    if (systemCode(error) !== 'ENOTEMPTY') throw error;
    const message = `${shown(path)} is a folder that is not empty; say recursive: true to delete it with all that is in it.`;
    throw new TuneloopError('TOOL_FAILED', message);
  };
}
