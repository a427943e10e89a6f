import type { FileHandle } from 'node:fs/promises';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { aboutPath } from '../paths/file-failure.ts';
import { createFileGuard, type GuardedPlace } from '../paths/file-guard.ts';
import { shown } from '../paths/judge-path.ts';
import { defineTool, type DefinedTool, type ToolContext } from '../tool/define-tool.ts';
import { openFile } from './open-file.ts';
import { pathParameter } from './path-parameter.ts';
import { placeFile } from './place-file.ts';

export interface TransferArguments {
  source: string;
  dest: string;
  overwrite: boolean;
}

export const transferSchema: z.ZodType<TransferArguments> = z.strictObject({
  source: pathParameter('What is there'),
  dest: pathParameter('Where it goes, with its new name; the folder must exist'),
  overwrite: z.boolean().default(false).describe('Replace a file that is there'),
});

/** `copy_file(source, dest, overwrite)`: one file, also one that is no text. */
export const copyFileTool: DefinedTool<TransferArguments> = defineTool({
  name: 'copy_file',
  description: 'Copy a file.',
  parameters: transferSchema,
  effects: { reads: true, writes: true, destructive: true },
  paths: ({ source, dest }) => [
    { path: source, access: 'read' },
    { path: dest, access: 'write' },
  ],
  async run({ source, dest, overwrite }, context) {
    const guard = await createFileGuard(context.policy.files, context.signal);
    await using from = await guard.place(source, 'read');
    await using to = await guard.place(dest, 'write');
    if (from.path === to.path) throw new TuneloopError('TOOL_FAILED', `${shown(source)} is already there.`);
    await copyBetween(from, to, overwrite, context);
  },
});

/** Errors: as `openFile` and `placeFile`, in words. */
export async function copyBetween(
  from: GuardedPlace,
  to: GuardedPlace,
  overwrite: boolean,
  { policy, signal }: ToolContext,
): Promise<void> {
  await using source = await aboutPath(from.path, () => openFile(from, policy.files.maxCopyBytes));
  const { mode } = await source.stat();
  await aboutPath(to.path, () => placeFile(to, { overwrite, mode }, (target) => pump(source, target, signal)));
}

const chunkBytes = 1024 * 1024;

async function pump(source: FileHandle, target: FileHandle, signal: AbortSignal): Promise<void> {
  const buffer = Buffer.allocUnsafe(chunkBytes);
  for (;;) {
    throwIfAborted(signal);
    const { bytesRead } = await source.read({ buffer });
    if (bytesRead === 0) return;
    await target.appendFile(buffer.subarray(0, bytesRead));
  }
}
