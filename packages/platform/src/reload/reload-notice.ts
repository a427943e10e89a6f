import type { ReloadReport } from './reloader.ts';

/** What somebody at the terminal should know of a reload. */
export function describeReload({ outcome, changes, needsRestart, problems }: ReloadReport): string {
  const list = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [title, ...lines.map((line) => `  - ${line}`)];
  if (outcome === 'refused') {
    return list('The configuration was not reloaded; everything stays as it was:', problems).join('\n');
  }
  const lines = [...list('Configuration reloaded:', changes), ...list('These settings need a restart:', needsRestart)];
  return lines.length === 0 ? 'The configuration was read again: nothing has changed.' : lines.join('\n');
}
