import { mkdir } from 'node:fs/promises';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { aboutPath, systemCode } from '../paths/file-failure.ts';
import { createFileGuard, type FileGuard } from '../paths/file-guard.ts';
import type { GuardedFolder } from '../paths/guarded-folder.ts';
import { shown } from '../paths/judge-path.ts';
import { pathPlatform, pathRulesOf } from '../paths/platform.ts';
import { defineTool, type DefinedTool } from '../tool/define-tool.ts';
import { pathParameter } from './path-parameter.ts';

/** `create_directory(path, parents)` gives the new folder's `path`, without links. */
export const createDirectoryTool: DefinedTool<{ path: string; parents: boolean }> = defineTool({
  name: 'create_directory',
  description: 'Create a folder.',
  parameters: z.strictObject({
    path: pathParameter('The new folder'),
    parents: z.boolean().default(false).describe('Also create the folders above it, and accept it when it exists'),
  }),
  effects: { writes: true },
  paths: ({ path }) => [{ path, access: 'write' }],
  async run({ path, parents }, { policy, signal }) {
    const guard = await createFileGuard(policy.files, signal);
    if (parents) return { path: await createWithParents(path, guard, signal) };
    await using place = await guard.place(path, 'write');
    await aboutPath(path, async () => mkdir(await place.folder.at(place.name)));
    return { path: place.path };
  },
});

async function createWithParents(path: string, guard: FileGuard, signal: AbortSignal): Promise<string> {
  const { folder: start, missing } = await deepestFolder(path, guard);
  const opened: GuardedFolder[] = [start];
  try {
    for (const name of missing) {
      throwIfAborted(signal);
      const parent = opened.at(-1)!;
      const refusal = guard.refusal(parent.pathOf(name), 'write');
      if (refusal !== undefined) throw new TuneloopError('TOOL_DENIED', refusal);
      await aboutPath(parent.pathOf(name), async () => {
        await mkdir(await parent.at(name)).catch(unlessThere);
        opened.push(await parent.folder(name));
      });
    }
    return opened.at(-1)!.path;
  } finally {
    await Promise.all(opened.map((folder) => folder[Symbol.asyncDispose]()));
  }
}

/** The lowest folder on the way that exists, and the names that are missing below it. */
async function deepestFolder(path: string, guard: FileGuard): Promise<{ folder: GuardedFolder; missing: string[] }> {
  const { basename, dirname } = pathRulesOf(pathPlatform());
  const missing: string[] = [];
  for (let current = path; ; current = dirname(current)) {
    try {
      return { folder: await guard.folder(current, 'write'), missing };
    } catch (error) {
      if (!TuneloopError.isInstance(error) || error.code !== 'NOT_FOUND') throw error;
    }
    const name = basename(current);
    if (name === '..' || missing.length >= guard.policy.maxDepth) {
      throw new TuneloopError('TOOL_FAILED', `${shown(path)}: too much of the way to it does not exist.`);
    }
    if (name !== '.') missing.unshift(name);
  }
}

function unlessThere(error: unknown): void {
  if (systemCode(error) !== 'EEXIST') throw error;
}
