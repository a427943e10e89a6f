import { median } from '../statistics.ts';
import { markdownTable } from '../table.ts';
import { figuresHeader, figuresRow } from './report.ts';
import { runLoad, type LoadFigures, type LoadOptions } from './run-load.ts';

export interface LoadedServer {
  name: string;
  /** Such as `http://127.0.0.1:8000/v1`. */
  baseUrl: string;
  /** Whose memory is watched. */
  processIds: number[];
}

export interface InterleavedLoad extends Omit<LoadOptions, 'baseUrl' | 'processIds' | 'seed' | 'durationSeconds'> {
  rounds: number;
}

/** Every server's figures, a list of one for each round; who goes first takes turns. */
export async function interleave(servers: readonly LoadedServer[], load: InterleavedLoad): Promise<LoadFigures[][]> {
  const figures: LoadFigures[][] = servers.map(() => []);
  for (let round = 0; round < load.rounds; round++) {
    for (let turn = 0; turn < servers.length; turn++) {
      const server = (turn + round) % servers.length;
      const { baseUrl, processIds } = servers[server]!;
      const seed = round * 1000 + load.streams;
      figures[server]!.push(await runLoad({ ...load, baseUrl, processIds, seed, durationSeconds: 300 }));
    }
  }
  return figures;
}

/** A table of each server's middle round, and the first server's ratios to each other one. */
export function interleavedReport(servers: readonly LoadedServer[], figures: readonly LoadFigures[][]): string {
  const middle = figures.map((all) => all.toSorted((a, b) => a.tokensPerSecond - b.tokensPerSecond)[all.length >> 1]!);
  const table = markdownTable(
    figuresHeader,
    middle.map((row, index) => figuresRow(servers[index]!.name, row)),
  );
  const ratios = servers.slice(1).map(({ name }, index) => {
    const ratio = (pick: (row: LoadFigures) => number): string =>
      median(figures[0]!.map((row, round) => pick(row) / pick(figures[index + 1]![round]!))).toFixed(3);
    return (
      `${servers[0]!.name} / ${name}, median of rounds: tokens/s ${ratio((row) => row.tokensPerSecond)}, ` +
      `TTFT p50 ${ratio((row) => row.timeToFirstToken.p50)}, p95 ${ratio((row) => row.timeToFirstToken.p95)}`
    );
  });
  return [table, '', ...ratios].join('\n');
}
