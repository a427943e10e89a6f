import { vi } from 'vitest';

export interface CapturedOutput extends Disposable {
  stdout: string;
  stderr: string;
}

/** Keeps what this process writes from the terminal, until it is disposed of. */
export function captureOutput(): CapturedOutput {
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      output[name] += String(text);
      return true;
    }),
  );
  const output: CapturedOutput = {
    stdout: '',
    stderr: '',
    [Symbol.dispose]() {
      for (const spy of spies) spy.mockRestore();
    },
  };
  return output;
}
