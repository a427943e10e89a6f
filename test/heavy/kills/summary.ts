import type { ServedEngine } from '../room/server-process.ts';
import type { KillsReport } from './run-kills.ts';
import { backLimits } from './victims.ts';

/** Of the kills, where each engine gets its part. */
const parts: Readonly<Record<ServedEngine, number>> = { embedded: 0.36, scripted: 0.36, 'llama-server': 0.28 };

/** How often is killed with which engine; none when there is no engine of the name. */
export function shareKills(kills: number, wanted: string): { engine: ServedEngine; count: number }[] {
  const engines = (Object.keys(parts) as ServedEngine[]).filter((engine) => wanted === 'all' || wanted === engine);
  const whole = engines.reduce((sum, engine) => sum + parts[engine], 0);
  let left = kills;
  let rest = whole;
  const shares = engines.map((engine) => {
    const count = Math.round((left * parts[engine]) / rest);
    left -= count;
    rest -= parts[engine];
    return { engine, count };
  });
  return shares.filter(({ count }) => count > 0);
}

/** What was killed and how soon it was back, what clients saw, what was acknowledged, what did not hold. */
export function summarize(reports: readonly KillsReport[]): string {
  const kills = reports.flatMap((report) => report.kills);
  const groups = Map.groupBy(kills, ({ engine, victim }) => `${engine}, ${victim}`);
  const rows = [...groups].map(([name, group]) => {
    const times = group.map(({ backMs }) => backMs / 1000).toSorted((a, b) => a - b);
    const figures = [times[Math.floor(times.length / 2)]!, times.at(-1)!].map((time) => time.toFixed(1));
    return `| ${[name, group.length, ...figures, backLimits[group[0]!.victim]].join(' | ')} |`;
  });
  const errors = new Map<string, number>();
  for (const report of reports) {
    for (const [what, count] of report.errors) errors.set(what, (errors.get(what) ?? 0) + count);
  }
  const total = (count: (report: KillsReport) => number): number =>
    reports.reduce((sum, report) => sum + count(report), 0);
  return [
    '| killed | kills | back after, median s | longest s | limit s |\n| --- | --- | --- | --- | --- |',
    ...rows,
    '',
    `${total(({ requests }) => requests)} requests, of which ${total(({ cut }) => cut)} broke while the server was down. Clean errors: ` +
      `${[...errors].map(([what, count]) => `${what} (${count})`).join(', ') || 'none'}.`,
    `Acknowledged: ${[
      [total(({ acknowledged }) => acknowledged.answers.size), 'answers'],
      [total(({ acknowledged }) => acknowledged.ratings.size), 'rated'],
      [total(({ acknowledged }) => acknowledged.conversations.size), 'conversations'],
      [total(({ acknowledged }) => acknowledged.keys.size + acknowledged.revoked.size), 'keys'],
      [total(({ acknowledged }) => acknowledged.files.size + acknowledged.deletedFiles.size), 'files'],
      [total(({ acknowledged }) => acknowledged.jobs.size), 'jobs'],
      [total(({ acknowledged }) => acknowledged.promotions.size), 'promotions'],
      [total(({ acknowledged }) => acknowledged.begunRuns.size + acknowledged.trained.size), 'trainings'],
      [total(({ acknowledged }) => acknowledged.acts.size), 'administrative acts'],
    ]
      .map((entry) => entry.join(' '))
      .join(', ')}.`,
    `Left half-written by killed processes: ${reports.flatMap(({ leftovers }) => leftovers).join(', ') || 'nothing'}.`,
    ...reports.flatMap((report) => report.problems),
  ].join('\n');
}
