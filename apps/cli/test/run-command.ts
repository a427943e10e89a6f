import type { Command } from 'commander';
import { vi } from 'vitest';

/** Runs a command in this process, and gives what it wrote. The exit code is set back. */
export async function runCommand(
  command: Command,
  ...args: string[]
): Promise<{ stdout: string; stderr: string; exitCode: unknown }> {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += String(text);
      return true;
    }),
  );
  process.exitCode = undefined;
  try {
    await command.parseAsync(args, { from: 'user' });
    return { ...written, exitCode: process.exitCode };
  } finally {
    process.exitCode = undefined;
    for (const spy of spies) spy.mockRestore();
  }
}
