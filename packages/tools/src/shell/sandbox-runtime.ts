import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import type { SandboxRules } from './sandbox-rules.ts';

/** What is used of `@anthropic-ai/sandbox-runtime`, which is an optional peer. */
export interface SandboxRuntime {
  /** The folder of the package; a program in it starts each command, and must be readable in the sandbox. */
  folder: string;
  /** What is missing on this machine, such as bubblewrap; empty when nothing is. */
  missing(): Promise<string[]>;
  /** The command line that runs `command` in bash under these rules, without any network. */
  wrap(command: string, rules: SandboxRules, signal: AbortSignal): Promise<string[]>;
  /** Takes away what the sandbox needed on the disk while commands ran. */
  tidy(): void;
}

const name = '@anthropic-ai/sandbox-runtime';

/** Errors: `UNSUPPORTED` when the package is not installed, or not on Linux. */
export async function loadSandboxRuntime(platform: NodeJS.Platform = process.platform): Promise<SandboxRuntime> {
  if (platform !== 'linux') {
    throw new TuneloopError('UNSUPPORTED', `Shell commands run on Linux alone, and this is ${platform}.`);
  }
  try {
    const { SandboxManager } = await import('@anthropic-ai/sandbox-runtime');
    return {
      folder: dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)),
      missing: async () => (await SandboxManager.checkDependenciesAsync()).errors,
      async wrap(command, filesystem, signal) {
        // The manager is one for the whole process. It is not initialised, so that no proxy runs that a command could
        // reach, and every command brings its own rules.
        const config = { network: { allowedDomains: [], deniedDomains: [] }, filesystem };
        const { argv } = await SandboxManager.wrapWithSandboxArgv(command, '/bin/bash', config, signal);
        return argv;
      },
      tidy: () => SandboxManager.cleanupAfterCommand(),
    };
  } catch (cause) {
    const message = `Shell commands need a sandbox that is not installed. Add it with: npm install ${name}`;
    throw new TuneloopError('UNSUPPORTED', message, { cause });
  }
}
