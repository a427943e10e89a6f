import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { TrainingConfig } from '../config/training-config.ts';
import { writeRenamed } from '../files/write-renamed.ts';

/** What a training's speed depends on most. */
export interface TrainingKind {
  device: 'cpu' | 'gpu';
  method: TrainingConfig['method'];
  tuning: TrainingConfig['tuning'];
  quantization: 'none' | '8bit' | '4bit';
  parameters: number;
}

const speedSchema = z.object({
  device: z.enum(['cpu', 'gpu']),
  method: z.string(),
  tuning: z.string(),
  quantization: z.string(),
  parameters: z.number().positive(),
  tokensPerSecond: z.number().positive(),
});

type Speed = z.output<typeof speedSchema>;

const keptSpeeds = 50;

/** Models that differ more in size say nothing of each other. */
const comparableRatio = 8;

/** `folder`: one for what can be made again. */
function speedsFile(folder: string): string {
  return join(folder, 'training-speeds.json');
}

/**
 * Keeps how fast a training was on this machine, for the plans of later ones. Best effort: of two that write at once one is
 * lost.
 *
 * @param run `tokens`: that were read in all; `seconds`: of training alone
 */
export async function recordTrainingSpeed(
  folder: string,
  kind: TrainingKind,
  run: { tokens: number; seconds: number },
): Promise<void> {
  if (!(run.tokens > 0) || !(run.seconds > 0)) return;
  const { device, method, tuning, quantization, parameters } = kind;
  const speed: Speed = { device, method, tuning, quantization, parameters, tokensPerSecond: run.tokens / run.seconds };
  const speeds = [speed, ...(await readSpeeds(folder))].slice(0, keptSpeeds);
  await writeRenamed(speedsFile(folder), `${JSON.stringify(speeds, undefined, 2)}\n`);
}

/**
 * Tokens a second of the newest training of this kind; of a model of another size, as if work grew with its parameters.
 * `undefined` where there was none.
 */
export async function knownTrainingSpeed(folder: string, kind: TrainingKind): Promise<number | undefined> {
  const alike = (await readSpeeds(folder)).filter(
    ({ device, method, tuning, quantization }) =>
      device === kind.device && method === kind.method && tuning === kind.tuning && quantization === kind.quantization,
  );
  const distance = ({ parameters }: Speed): number => Math.abs(Math.log(parameters / kind.parameters));
  const [nearest] = alike.toSorted((a, b) => distance(a) - distance(b));
  if (nearest === undefined || distance(nearest) > Math.log(comparableRatio)) return undefined;
  return (nearest.tokensPerSecond * nearest.parameters) / kind.parameters;
}

async function readSpeeds(folder: string): Promise<Speed[]> {
  try {
    return z.array(speedSchema).parse(JSON.parse(await readFile(speedsFile(folder), 'utf8')));
  } catch {
    // Missing, or of another version: it can be made again.
    return [];
  }
}
