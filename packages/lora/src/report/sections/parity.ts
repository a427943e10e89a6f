import type { ParityResult } from '../../run/step-results.ts';
import { formatFigure } from '../format-value.ts';
import type { ReportBlock } from '../report-block.ts';

/** Whether what is served does what was trained. */
export function parityBlocks(parity: ParityResult): ReportBlock[] {
  const { passed, kind, prompts, equal, base, adapted, margin, reason } = parity;
  const sentence =
    kind === 'text'
      ? `${equal ?? 0} of ${prompts} greedy answers are the same in the trainer and as served.`
      : `The trainer and serving were compared on ${prompts} prompts, token by token.`;
  const row = (label: string, figures: typeof base): { text: string }[] => [
    { text: label },
    { text: figures ? formatFigure(figures.kl) : '' },
    { text: figures ? formatFigure(figures.top1Disagreement) : '' },
  ];
  const table: ReportBlock[] = base
    ? [
        {
          type: 'table',
          columns: ['', 'KL (nats a token)', 'Another likeliest token'],
          rows: [row('Bare base', base), row('With what was trained', adapted), row('May exceed the base by', margin)],
          numeric: true,
        },
      ]
    : [];
  return [
    { type: 'heading', text: 'As served and as trained' },
    {
      type: 'text',
      text: `${passed ? 'They agree.' : 'They do not agree.'} ${sentence}${reason === undefined ? '' : ` ${reason}`}`,
    },
    ...table,
  ];
}
