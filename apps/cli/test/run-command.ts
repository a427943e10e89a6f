import type { Command } from 'commander';
import { captureOutput } from './capture-output.ts';

/** Runs a command in this process, and gives what it wrote. The exit code is set back. */
export async function runCommand(
  command: Command,
  ...args: string[]
): Promise<{ stdout: string; stderr: string; exitCode: unknown }> {
  using output = captureOutput();
  process.exitCode = undefined;
  try {
    await command.parseAsync(args, { from: 'user' });
    const { stdout, stderr } = output;
    return { stdout, stderr, exitCode: process.exitCode };
  } finally {
    process.exitCode = undefined;
  }
}
