import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { runProgram } from './run-program.ts';

const folder = tmpdir();

it('returns the exit code and all output', async () => {
  const pieces: string[] = [];
  const script = "console.log('out'); console.error('err'); process.exitCode = 3";
  const result = await runProgram(process.execPath, ['-e', script], { folder, onOutput: (text) => pieces.push(text) });
  expect(result?.exitCode).toBe(3);
  expect(result?.output.split('\n').toSorted()).toEqual(['', 'err', 'out']);
  expect(pieces.join('')).toBe(result?.output);
});

it('gives the program the environment that it was given', async () => {
  const environment = { WORD: 'hello' };
  const result = await runProgram(process.execPath, ['-p', 'process.env.WORD'], { folder, environment });
  expect(result?.output).toBe('hello\n');
});

it('tells when the program is not installed', async () => {
  await expect(runProgram('no-such-program-here', [], { folder })).resolves.toBeUndefined();
});

it('ends the program when cancelled, and waits for that', async () => {
  let processId = 0;
  const controller = new AbortController();
  const script = 'console.log(process.pid); setInterval(() => {}, 1000)';
  const running = runProgram(process.execPath, ['-e', script], {
    folder,
    signal: controller.signal,
    onOutput(text) {
      processId = Number(text);
      controller.abort();
    },
  });
  await expect(running).rejects.toMatchObject({ code: 'ABORTED' });
  expect(() => process.kill(processId, 0)).toThrowError('ESRCH');
});
