import type { Check, Examination } from './check.ts';
import { runProgram } from './run-program.ts';

const name = 'llama-server';

/** Whether the program at `LLAMA_SERVER_PATH` runs, and which version it is. */
export const llamaServer: Examination = {
  name,
  async run({ config }): Promise<Check[]> {
    const path = config.runtime.llamaServerPath ?? '';
    const advice = 'Set LLAMA_SERVER_PATH (runtime.llamaServerPath) to the path of a llama-server that runs here.';
    const failed = (detail: string): Check[] => [{ name, status: 'fail', detail, advice }];
    const { exitCode, stdout, stderr } = await runProgram(path, ['--version']);
    if (exitCode === undefined) return failed(`there is no program ${path}`);
    if (exitCode !== 0) return failed(`${path} cannot be run: ${stderr.trim().split('\n').at(-1) ?? ''}`);
    const version = /^version: .*$/m.exec(`${stdout}\n${stderr}`)?.[0] ?? 'it does not tell its version';
    return [{ name, status: 'ok', detail: `${path}, ${version}` }];
  },
};
