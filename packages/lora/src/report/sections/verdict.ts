import type { ReportBlock } from '../report-block.ts';
import type { ReportSource } from '../report-source.ts';

/** First of all: whether it may go live, and why. */
export function verdictBlocks({ results: { gate, publish, parity } }: ReportSource): ReportBlock[] {
  const reasons = [...(gate ? gate.reasons : []), ...(publish ? [publishedSentence(publish)] : [])];
  if (!gate)
    return parity && !parity.passed ? [{ type: 'verdict', passed: false, title: 'Not as trained', reasons: [] }] : [];
  return [
    {
      type: 'verdict',
      passed: gate.passed,
      title: gate.passed ? 'Passed the gate' : 'Refused by the gate',
      reasons: [`The rule: ${gate.rule}`, ...reasons],
    },
  ];
}

function publishedSentence({ name, version, live, reason }: NonNullable<ReportSource['results']['publish']>): string {
  const why = reason === undefined ? '' : `: ${reason.replace(/\.$/, '')}`;
  return live ? `${name}@${version} is live${why}.` : `${name}@${version} is kept and not live${why}.`;
}
