import { setTimeout as sleep } from 'node:timers/promises';
import { descendants, type ProcessFigures } from '../room/processes.ts';
import type { Random } from '../room/random.ts';
import type { ServedEngine, ServerProcess } from '../room/server-process.ts';
import { trainerProgram } from '../room/stand-in-training.ts';

/**
 * Which process is killed. `engine`: the engine's own; `llama-server` and its `guard`, which ends it with the server;
 * `mcp`: a server of tools that the server started; `trainer`: what trains in a run.
 */
export type Victim = 'server' | 'engine' | 'llama-server' | 'guard' | 'mcp' | 'trainer';

/** Each as often as the others. */
const victims: Record<ServedEngine, readonly Victim[]> = {
  embedded: ['server', 'engine', 'mcp'],
  scripted: ['server', 'trainer', 'mcp'],
  'llama-server': ['server', 'llama-server', 'guard', 'mcp'],
};

/**
 * How long it may take until what needs the process is answered again, in s. What dies again and again within a minute is
 * started again more slowly each time: a llama-server, of which two processes are killed, after up to 4 s here.
 */
export const backLimits: Record<Victim, number> = {
  server: 20,
  engine: 10,
  'llama-server': 10,
  guard: 10,
  mcp: 5,
  trainer: 10,
};

const isGuard = ({ command }: ProcessFigures): boolean => command.includes('llama-server/guard.ts');
const isTool = ({ command }: ProcessFigures): boolean => command.includes('server-everything');
const isTrainer = ({ command }: ProcessFigures): boolean => command.includes(trainerProgram);

/** Of the processes that run now. */
export function findVictim(server: ServerProcess, victim: Victim): number | undefined {
  if (victim === 'server') return server.pid;
  const children = descendants(server.pid);
  const guard = children.find(isGuard);
  if (victim === 'guard') return guard?.pid;
  if (victim === 'llama-server') return children.find(({ parent }) => parent === guard?.pid)?.pid;
  if (victim === 'mcp') return children.find(isTool)?.pid;
  if (victim === 'trainer') return children.find(isTrainer)?.pid;
  return children.find((child) => !isTool(child) && !isTrainer(child) && !isGuard(child))?.pid;
}

/** Kills the process as soon as there is one, since a trainer comes and goes. Resolves with its number. */
export async function killVictim(server: ServerProcess, victim: Victim, limitMs: number): Promise<number | undefined> {
  const deadline = performance.now() + limitMs;
  while (performance.now() < deadline) {
    const found = findVictim(server, victim);
    if (found !== undefined && isKilled(found)) return found;
    await sleep(20);
  }
  return undefined;
}

/** Not one that has just ended by itself. */
function isKilled(processId: number): boolean {
  try {
    return process.kill(processId, 'SIGKILL');
  } catch {
    return false;
  }
}

/** Victims in an order of chance in which each comes before one comes again. */
export function* drawVictims(engine: ServedEngine, random: Random): Generator<Victim, never> {
  for (;;) {
    const deck = [...victims[engine]];
    while (deck.length > 0) yield deck.splice(random.between(0, deck.length), 1)[0]!;
  }
}
