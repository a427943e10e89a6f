import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { aboutPath } from '../paths/file-failure.ts';
import { createFileGuard } from '../paths/file-guard.ts';
import { compileGlob } from '../paths/glob.ts';
import { defineTool, type DefinedTool } from '../tool/define-tool.ts';
import { pathParameter } from './path-parameter.ts';
import { createWalkReport, walk, walkNote } from './walk.ts';

export interface SearchFilesArguments {
  path: string;
  pattern: string;
  recursive: boolean;
  max_results?: number | undefined;
}

export const maxResultsParameter: z.ZodOptional<z.ZodInt> = z
  .int()
  .min(1)
  .max(10_000)
  .optional()
  .describe('Stop after so many');

/** `search_files(path, pattern, recursive)` gives `files`, as absolute paths, and their `count`. */
export const searchFilesTool: DefinedTool<SearchFilesArguments> = defineTool({
  name: 'search_files',
  description: 'Find files by their names. Links are not followed.',
  parameters: z.strictObject({
    path: pathParameter('The folder to search'),
    pattern: z
      .string()
      .min(1)
      .describe('Such as "*.ts"; with a slash, such as "src/**/*.ts", it is held against the path within the folder'),
    recursive: z.boolean().default(true).describe('Also in folders within the folder'),
    max_results: maxResultsParameter,
  }),
  effects: { reads: true, idempotent: true },
  paths: ({ path }) => [{ path, access: 'read' }],
  async run({ path, pattern, recursive, max_results: wanted = Infinity }, { policy, signal }) {
    const matches = namePattern(pattern);
    const guard = await createFileGuard(policy.files, signal);
    const most = Math.min(policy.files.maxResults, wanted);
    const report = createWalkReport();
    const files: string[] = [];
    let isCut = false;
    await using folder = await guard.folder(path, 'read');
    await aboutPath(path, async () => {
      for await (const entry of walk(folder, { guard, signal, ...(!recursive && { maxDepth: 0 }) }, report)) {
        if (entry.kind === 'folder' || !matches(entry)) continue;
        isCut = files.length === most;
        if (isCut) break;
        files.push(entry.path);
      }
    });
    if (!recursive) report.isTooDeep = false;
    const cut = isCut ? { note: `Only the first ${most} are listed; there are more.` } : walkNote(report, guard);
    return { files, count: files.length, ...cut };
  },
});

/** A pattern with a slash is for the whole path within the folder, one without for names alone. */
export function namePattern(pattern: string): (entry: { name: string; relative: string }) => boolean {
  try {
    const matches = compileGlob(pattern.replace(/^\.\//, ''));
    return ({ name, relative }) => matches(pattern.includes('/') ? relative : name);
  } catch (error) {
    throw new TuneloopError('INVALID_REQUEST', `The pattern cannot be used: ${(error as Error).message}`);
  }
}
