import type { Finding } from './finding.ts';

/** In order; of findings that overlap the surest stays, of equally sure ones the longest. */
export function withoutOverlaps(findings: readonly Finding[]): Finding[] {
  const kept: Finding[] = [];
  for (const finding of findings.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1);
    if (last === undefined || last.end <= finding.start) kept.push(finding);
    else if (beats(finding, last)) kept[kept.length - 1] = finding;
  }
  return kept;
}

function beats(a: Finding, b: Finding): boolean {
  return a.confidence === b.confidence ? a.end - a.start > b.end - b.start : a.confidence > b.confidence;
}
