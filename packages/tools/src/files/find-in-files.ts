import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { aboutPath, systemCode } from '../paths/file-failure.ts';
import { createFileGuard, type GuardedPlace } from '../paths/file-guard.ts';
import { defineTool, type DefinedTool } from '../tool/define-tool.ts';
import { pathParameter } from './path-parameter.ts';
import { readText } from './read-text.ts';
import { maxResultsParameter, namePattern } from './search-files.ts';
import { createWalkReport, walk, walkNote } from './walk.ts';

export interface FindInFilesArguments {
  path: string;
  search_text: string;
  file_pattern: string;
  max_results?: number | undefined;
}

interface Match {
  path: string;
  /** Counted from 1. */
  line: number;
  text: string;
}

/** Of a line in a result; around the text that was found. */
const mostLineCharacters = 200;

/** `find_in_files(path, search_text, file_pattern)` gives `matches`, one for each line, and their `count`. */
export const findInFilesTool: DefinedTool<FindInFilesArguments> = defineTool({
  name: 'find_in_files',
  description: 'Find a text in a file, or in the text files of a folder and all folders in it.',
  parameters: z.strictObject({
    path: pathParameter('The folder or file to search'),
    search_text: z.string().min(1).max(1000).describe('As it stands in a line; upper and lower case matter'),
    file_pattern: z.string().min(1).default('*').describe('Only files with such names, for example "*.md"'),
    max_results: maxResultsParameter,
  }),
  effects: { reads: true, idempotent: true },
  paths: ({ path }) => [{ path, access: 'read' }],
  async run({ path, search_text: text, file_pattern: pattern, max_results: wanted = Infinity }, { policy, signal }) {
    const isWanted = namePattern(pattern);
    const guard = await createFileGuard(policy.files, signal);
    const most = Math.min(policy.files.maxResults, wanted);
    const matches: Match[] = [];
    /** One more than wanted, to know whether there are more. */
    const isFull = (): boolean => matches.length > most;
    const searchFile = async (file: GuardedPlace): Promise<void> => {
      for (const match of matchesIn(await readText(file, policy.files, signal), text)) {
        matches.push({ path: file.path, ...match });
        if (isFull()) return;
      }
    };

    await using place = await guard.place(path, 'read');
    const report = createWalkReport();
    await aboutPath(path, async () => {
      const stats = await place.folder.stat(place.name);
      if (!stats?.isDirectory()) return searchFile(place);
      await using root = await place.folder.folder(place.name);
      for await (const entry of walk(root, { guard, signal }, report)) {
        if (entry.kind !== 'file' || !isWanted(entry)) continue;
        await searchFile({ ...place, ...entry }).catch(skipUnreadable);
        if (isFull()) break;
      }
    });
    const found = matches.slice(0, most);
    const note = isFull() ? { note: `Only the first ${most} are listed; there are more.` } : walkNote(report, guard);
    return { matches: found, count: found.length, ...note };
  },
});

function* matchesIn(content: string, text: string): Generator<Omit<Match, 'path'>> {
  if (!content.includes(text)) return;
  for (const [index, line] of content.split(/\r\n|\n|\r/).entries()) {
    const at = line.indexOf(text);
    if (at === -1) continue;
    const start = line.length <= mostLineCharacters ? 0 : Math.max(0, at - 50);
    yield { line: index + 1, text: line.slice(start, start + mostLineCharacters) };
  }
}

/** Among many files there are always some that hold no text, are too large, or go away. */
function skipUnreadable(error: unknown): void {
  const isExpected = TuneloopError.isInstance(error)
    ? ['TOOL_FAILED', 'TOOL_DENIED', 'NOT_FOUND'].includes(error.code)
    : systemCode(error) !== undefined;
  if (!isExpected) throw error;
}
