import type { Report } from './report-block.ts';
import type { ReportSource } from './report-source.ts';
import { checkBlocks } from './sections/checks.ts';
import { evaluationBlocks } from './sections/evaluation.ts';
import { parityBlocks } from './sections/parity.ts';
import { provenanceBlocks } from './sections/provenance.ts';
import { sampleBlocks } from './sections/samples.ts';
import { trainingBlocks } from './sections/training.ts';
import { useBlocks } from './sections/use.ts';
import { verdictBlocks } from './sections/verdict.ts';

/** What is to be said, in its order: the outcome first, then what it rests on. */
export function composeReport(source: ReportSource): Report {
  const { subject, results, evaluation } = source;
  return {
    title: subject ? `${subject.name}: ${subject.config.method} on ${subject.base.id}` : 'Evaluation',
    subtitle: subtitleOf(source),
    blocks: [
      ...verdictBlocks(source),
      ...(evaluation ? evaluationBlocks(evaluation) : []),
      ...(results.parity ? parityBlocks(results.parity) : []),
      ...trainingBlocks(source),
      ...(evaluation ? [...checkBlocks(evaluation), ...sampleBlocks(evaluation)] : []),
      ...useBlocks(source),
      ...provenanceBlocks(source),
    ],
  };
}

function subtitleOf({ subject, evaluation }: ReportSource): string {
  if (subject) return `Run ${subject.id}, begun ${subject.createdAt.slice(0, 16).replace('T', ' ')} UTC`;
  return evaluation ? `${evaluation.after} against ${evaluation.before}` : '';
}
