import { rename, unlink } from 'node:fs/promises';
import { TuneloopError } from '@tuneloop/protocol';
import { aboutPath, fileFailure, systemCode } from '../paths/file-failure.ts';
import { createFileGuard, type GuardedPlace } from '../paths/file-guard.ts';
import { shown } from '../paths/judge-path.ts';
import { defineTool, type DefinedTool } from '../tool/define-tool.ts';
import { copyBetween, transferSchema, type TransferArguments } from './copy-file.ts';
import { publish, taken } from './place-file.ts';

/** `move_file(source, dest, overwrite)`: a file, a folder, or a link itself. */
export const moveFileTool: DefinedTool<TransferArguments> = defineTool({
  name: 'move_file',
  description: 'Move or rename a file or folder.',
  parameters: transferSchema,
  effects: { writes: true, destructive: true },
  paths: ({ source, dest }) => [
    { path: source, access: 'remove' },
    { path: dest, access: 'write' },
  ],
  async run({ source, dest, overwrite }, context) {
    const guard = await createFileGuard(context.policy.files, context.signal);
    await using from = await guard.place(source, 'remove', { followLast: false });
    await using to = await guard.place(dest, 'write', { followLast: false });
    const stats = await aboutPath(source, () => from.folder.stat(from.name));
    if (stats === undefined) throw new TuneloopError('NOT_FOUND', `${shown(source)} does not exist.`);
    if (from.path === to.path) throw new TuneloopError('TOOL_FAILED', `${shown(source)} is already there.`);
    const target = await aboutPath(dest, () => to.folder.stat(to.name));
    if (target?.isDirectory()) {
      throw new TuneloopError(
        'TOOL_FAILED',
        `${shown(dest)} is a folder; write the whole new path, with the name in it.`,
      );
    }
    if (target && !overwrite) throw taken(to.path);
    try {
      await (stats.isFile() ? publish(from, to, overwrite) : moveOther(from, to));
    } catch (error) {
      if (systemCode(error) !== 'EXDEV' || !stats.isFile()) throw fileFailure(error, source);
      await copyBetween(from, to, overwrite, context);
      await aboutPath(source, async () => unlink(await from.folder.at(from.name)));
    }
  },
});

async function moveOther(from: GuardedPlace, to: GuardedPlace): Promise<void> {
  await rename(await from.folder.at(from.name), await to.folder.at(to.name));
}
