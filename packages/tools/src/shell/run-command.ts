import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { defineTool, type DefinedTool } from '../tool/define-tool.ts';
import { withPrinted } from '../tool/with-printed.ts';
import { createShellSandbox, type ShellSandbox } from './shell-sandbox.ts';

const parameters: z.ZodType<{ command: string; cwd?: string | undefined }> = z.strictObject({
  command: z
    .string()
    .min(1)
    .refine((text) => !text.includes('\0'), 'must not contain NUL')
    .describe('Run by bash; ends when it ends'),
  cwd: z.string().min(1).optional().describe('Absolute path of the folder to run it in'),
});

export interface RunCommandOptions {
  /** One for all; left out, one is made with its defaults. `verify` it before the tool is offered. */
  sandbox?: ShellSandbox | undefined;
  /** Where commands begin that name no folder. Default: the process's own. */
  currentFolder?: string | undefined;
}

/** `run_command`: a shell command in a sandbox of the operating system. Not among `createTools`: it is offered on purpose. */
export function createRunCommandTool({
  sandbox = createShellSandbox(),
  currentFolder,
}: RunCommandOptions = {}): DefinedTool<{ command: string; cwd?: string | undefined }> {
  const folderOf = (cwd: string | undefined): string => cwd ?? currentFolder ?? process.cwd();
  return defineTool({
    name: 'run_command',
    description:
      'Run a shell command and get what it prints and its exit code. It has the programs of this machine and the folders ' +
      'that you may use, no network, no input, and nothing of it goes on afterwards.',
    parameters,
    effects: { reads: true, writes: true, destructive: true, code: true },
    paths: ({ cwd }) => [{ path: folderOf(cwd), access: 'read' }],
    async run({ command, cwd }, { policy, signal }) {
      const outcome = await sandbox.run({ command, cwd: folderOf(cwd) }, policy, signal);
      const { stdout, stderr, exitCode, durationMs, timedOut } = outcome;
      if (timedOut) {
        const error = `The command did not end within ${policy.shell.timeoutMs} ms and was stopped.`;
        throw new TuneloopError('TOOL_FAILED', withPrinted(error, outcome));
      }
      return { stdout, stderr, exit_code: exitCode, duration_ms: durationMs };
    },
  });
}
