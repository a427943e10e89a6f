import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** As Python tells it. */
export interface TrainerEvent {
  type: string;
  step?: number;
  loss?: number;
  folder?: string;
  message?: string;
  code?: string;
  reason?: string;
  learning_rate?: number;
  metrics?: Record<string, number>;
  result?: { folder: string; steps: number; tuning: string; evaluation_loss?: number };
}

export type Task =
  /** A model of random weights; `experts`: a mixture of so many. */
  | { base: string; experts?: number }
  /** The stop file appears while the step `stop_after` is told; one that was stopped goes on with `resume`. */
  | { train: Record<string, unknown>; stop_after?: number; resume?: boolean }
  | { loss: string; rows: string; adapter?: string; quantised?: 'Q4_0' | 'Q8_0' }
  | { blocks: 'Q4_0' | 'Q8_0' }
  | { accelerate: string }
  | { deepspeed: unknown }
  | { fsdp: unknown };

const script = fileURLToPath(new URL('train_many.py', import.meta.url));
const project = fileURLToPath(new URL('../../../packages/lora/python', import.meta.url));

/** Does all tasks in one process; what each came to, in their order. */
export async function trainMany(python: string, tasks: readonly Task[]): Promise<unknown[]> {
  const child = spawn(python, [script, project], {
    env: { ...process.env, OMP_NUM_THREADS: '1', HF_HUB_OFFLINE: '1', PYTHONWARNINGS: 'ignore' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(JSON.stringify(tasks));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (child.exitCode !== 0) throw new Error(stderr.slice(-4000));
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as unknown[];
}
