import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import type { Check, Examination } from './check.ts';
import { runProgram } from './run-program.ts';

/** Instruction sets that llama.cpp's kernels use, as `/proc/cpuinfo` and sysctl name them. */
const instructionSets: Record<string, RegExp> = {
  AVX2: /\bavx2(_0)?\b/i,
  AVX512: /\bavx512f\b/i,
  VNNI: /\bavx(512)?_?vnni\b/i,
  AMX: /\bamx_(tile|int8|bf16)\b/i,
  NEON: /\b(asimd|neon|advsimd)\b/i,
  'dot product': /\b(asimddp|feat_dotprod)\b/i,
  I8MM: /\b(i8mm|feat_i8mm)\b/i,
  SVE: /\bsve\b/i,
};

async function flagText(): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const info = await readFile('/proc/cpuinfo', 'utf8').catch(() => '');
    return /^(?:flags|Features)\s*:.*$/m.exec(info)?.[0];
  }
  if (process.platform !== 'darwin') return undefined;
  const names = process.arch === 'arm64' ? ['hw.optional.arm'] : ['machdep.cpu.features', 'machdep.cpu.leaf7_features'];
  const { exitCode, stdout } = await runProgram('sysctl', names);
  if (exitCode !== 0) return undefined;
  // `hw.optional.arm.FEAT_I8MM: 1`: only what is there counts.
  return stdout.replaceAll(/^.*: 0$/gm, '');
}

/** The instruction sets named in a text of CPU flags. */
export function instructionSetsIn(flags: string): string[] {
  return Object.entries(instructionSets).flatMap(([name, pattern]) => (pattern.test(flags) ? [name] : []));
}

export const cpu: Examination = {
  name: 'CPU',
  async run() {
    const name = 'CPU';
    const model = cpus()[0]?.model.trim() || process.arch;
    const flags = await flagText();
    const cores = `${model}, ${availableParallelism()} threads`;
    if (flags === undefined)
      return [{ name, status: 'ok', detail: `${cores}; instruction sets unknown on this system` }];
    const found = instructionSetsIn(flags);
    const detail = `${cores}; ${found.length === 0 ? 'no fast instruction sets' : found.join(', ')}`;
    const isSlow = process.arch === 'x64' && !found.includes('AVX2');
    const advice = 'Without AVX2 models are several times slower here: take a small one, or another machine.';
    const check: Check = isSlow ? { name, status: 'warn', detail, advice } : { name, status: 'ok', detail };
    return [check];
  },
};
