import { availableParallelism } from 'node:os';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { ConcurrencyLimit } from '../code/concurrency-limit.ts';
import { createFileGuard } from '../paths/file-guard.ts';
import type { ToolPolicy } from '../policy/tool-policy.ts';
import { runProcess } from './run-process.ts';
import { loadSandboxRuntime, type SandboxRuntime } from './sandbox-runtime.ts';
import { sandboxRules } from './sandbox-rules.ts';
import type { RunShellCommand } from './shell-command.ts';
import { tryShellSandbox } from './try-shell-sandbox.ts';

const concurrencySchema = z.int().min(1).max(64).default(Math.min(4, availableParallelism()));

export interface ShellSandboxOptions {
  /** Commands that run at the same time; more wait. Default 4, and no more than there are cores. */
  concurrency?: number | undefined;
  /** Instead of the package `@anthropic-ai/sandbox-runtime`. */
  runtime?: SandboxRuntime | undefined;
}

export interface ShellSandbox {
  /**
   * Runs a trial command and looks whether the sandbox holds.
   *
   * Errors: `UNSUPPORTED` with what is missing here and how to get it.
   */
  verify(): Promise<void>;
  run: RunShellCommand;
}

/**
 * Commands under the sandbox of the operating system. Nothing is loaded or started before the first one.
 *
 * Errors: `INVALID_REQUEST` for a `concurrency` that is none.
 */
export function createShellSandbox(options: ShellSandboxOptions = {}): ShellSandbox {
  const concurrency = concurrencySchema.safeParse(options.concurrency);
  if (!concurrency.success) {
    throw new TuneloopError('INVALID_REQUEST', `Shell sandbox: concurrency: ${z.prettifyError(concurrency.error)}`);
  }
  const limit = new ConcurrencyLimit(concurrency.data);

  const run: RunShellCommand = async ({ command, cwd }, policy, signal) => {
    const { shell, files } = policy;
    if (command.length > shell.maxCommandCharacters) {
      const message = `The command has ${command.length} characters; at most ${shell.maxCommandCharacters} are run.`;
      throw new TuneloopError('INVALID_REQUEST', message);
    }
    const runtime = options.runtime ?? (await loadSandboxRuntime());
    return await limit.run(signal, async () => {
      const guard = await createFileGuard(files, signal);
      // Whatever its path leads to by the time the command begins: in the sandbox there is nothing but the roots.
      await using folder = await guard.folder(cwd, 'read');
      const rules = await sandboxRules(policy, folder.path, [runtime.folder], signal);
      throwIfAborted(signal);
      try {
        const argv = await runtime.wrap(withLimits(command, policy), rules, signal);
        const { timeoutMs, maxOutputBytes } = shell;
        const env = environmentOf(policy);
        return await runProcess(argv, { cwd: folder.path, env, timeoutMs, maxOutputBytes, signal });
      } finally {
        runtime.tidy();
      }
    });
  };

  return {
    run,
    async verify() {
      const runtime = options.runtime ?? (await loadSandboxRuntime());
      const missing = await runtime.missing();
      if (missing.length > 0) {
        const message =
          `The sandbox for shell commands lacks something: ${missing.join('; ')}. ` +
          'On Debian and Ubuntu: apt-get install bubblewrap socat ripgrep';
        throw new TuneloopError('UNSUPPORTED', message);
      }
      await tryShellSandbox(run);
    },
  };
}

/** No core dumps, and bounds for each process and their number. */
function withLimits(command: string, { shell, files }: ToolPolicy): string {
  const kibibytes = (bytes: number): number => Math.ceil(bytes / 1024);
  const limits = `-c 0 -v ${kibibytes(shell.memoryBytes)} -f ${kibibytes(files.maxCopyBytes)}`;
  // Where less is allowed already, that holds.
  const processes = `ulimit -u ${shell.maxProcesses} 2> /dev/null`;
  return `ulimit ${limits} || exit 126\n${processes}\n${command}`;
}

/** Home and temporary files are in memory, and gone with the command. */
function environmentOf({ shell }: ToolPolicy): Record<string, string> {
  return { LANG: 'C.UTF-8', HOME: '/tmp', TMPDIR: '/tmp', ...shell.environment, PATH: shell.path.join(':') };
}
