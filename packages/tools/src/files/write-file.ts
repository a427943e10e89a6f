import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { aboutPath } from '../paths/file-failure.ts';
import { createFileGuard } from '../paths/file-guard.ts';
import { defineTool, type DefinedTool } from '../tool/define-tool.ts';
import { pathParameter } from './path-parameter.ts';
import { placeFile } from './place-file.ts';

/** `write_file(path, lines)` gives `bytes_written`; each line gets its end. */
export const writeFileTool: DefinedTool<{ path: string; lines: string[] }> = defineTool({
  name: 'write_file',
  description: 'Write a text file, replacing what it holds. Its folder must exist.',
  parameters: z.strictObject({
    path: pathParameter('The file'),
    lines: z.array(z.string()).describe('The whole text, line by line, without the line ends'),
  }),
  effects: { writes: true, destructive: true, idempotent: true },
  paths: ({ path }) => [{ path, access: 'write' }],
  async run({ path, lines }, { policy, signal }) {
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    const { maxWriteBytes } = policy.files;
    if (bytes.length > maxWriteBytes) {
      throw new TuneloopError(
        'TOOL_FAILED',
        `The text has ${bytes.length} bytes; at most ${maxWriteBytes} are written.`,
      );
    }
    const guard = await createFileGuard(policy.files, signal);
    await using place = await guard.place(path, 'write');
    await aboutPath(path, () => placeFile(place, { overwrite: true }, (handle) => handle.writeFile(bytes)));
    return { bytes_written: bytes.length };
  },
});
