import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { openInteractionLog } from '../src/log/open-interaction-log.ts';
import { contentsOfIndex } from './index-contents.ts';

export interface KillReport {
  acknowledged: { interactions: number; ratings: number; deletions: number };
  /** What was acknowledged, is not there, and was not to be deleted. */
  lost: string[];
  /** What was deleted, and is there. */
  revived: string[];
  /** Lines that a kill left unfinished. */
  tornLines: number;
  /** Rounds after which the index, brought up to date, was not what a new one is. */
  wrongIndexes: number;
}

const program = join(import.meta.dirname, 'log-writer-process.ts');

/** Kills a process that writes to the log in `folder`, as often as `rounds` says, each time at a moment of its own. */
export async function killLogWriter(
  folder: string,
  rounds: number,
  onRound?: (round: number) => void,
): Promise<KillReport> {
  const interactions: string[] = [];
  const ratings = new Map<string, string>();
  const deleting = new Set<string>();
  const deleted = new Set<string>();
  let tornLines = 0;
  let wrongIndexes = 0;
  for (let round = 0; round < rounds; round++) {
    for (const line of await writeUntilKilled(folder, `r${round}`, Math.random() * 250)) {
      const [kind, id, rating] = line.split(' ');
      if (kind === 'rating') ratings.set(id!, rating!);
      else if (kind === 'deleting') deleting.add(id!);
      else if (kind === 'deletion') deleted.add(id!);
      else interactions.push(id!);
    }
    await using log = openInteractionLog({ folder });
    const counts = await log.counts();
    tornLines = counts.unreadable;
    const contents = JSON.stringify(contentsOfIndex(folder));
    // Every tenth: it takes longer the more there is.
    if (round % 10 === 0 || round === rounds - 1) {
      await log.rebuildIndex({ sliceMs: 1000 });
      if (JSON.stringify(contentsOfIndex(folder)) !== contents) wrongIndexes++;
    }
    onRound?.(round + 1);
  }
  await using log = openInteractionLog({ folder });
  const found = new Map<string, string[]>();
  for await (const judged of log.records()) {
    found.set(
      judged.interaction.id,
      judged.ratings.map(({ id }) => id),
    );
  }
  return {
    acknowledged: { interactions: interactions.length, ratings: ratings.size, deletions: deleted.size },
    lost: [
      ...interactions.filter((id) => !found.has(id) && !deleting.has(id)),
      ...[...ratings]
        .filter(([id, rating]) => !found.get(id)?.includes(rating) && !deleting.has(id))
        .map(([, rating]) => rating),
    ],
    revived: [...deleted].filter((id) => found.has(id)),
    tornLines,
    wrongIndexes,
  };
}

/** The lines that the process said before it was killed, `delayMs` after the first one. */
async function writeUntilKilled(folder: string, prefix: string, delayMs: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--conditions=@tuneloop/source', program, folder, prefix], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    if (lines.push(line) === 1) void sleep(delayMs).then(() => child.kill('SIGKILL'));
  }
  await closed;
  if (child.signalCode !== 'SIGKILL') throw new Error(`the writer ended by itself, with code ${child.exitCode}`);
  return lines;
}
