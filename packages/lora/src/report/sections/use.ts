import type { ReportBlock } from '../report-block.ts';
import type { ReportSource } from '../report-source.ts';

/** How to talk to it, take it live and back. */
export function useBlocks({ subject, results: { publish } }: ReportSource): ReportBlock[] {
  if (!subject || !publish) return [];
  const { name, version, live } = publish;
  const model = `${subject.base.id}:${name}${live ? '' : `@${version}`}`;
  const changes = live ? [`tuneloop adapters rollback ${name}`] : [`tuneloop adapters promote ${name}@${version}`];
  return [
    { type: 'heading', text: 'Use it' },
    {
      type: 'text',
      text: live
        ? `Requests for the model ${model} get it. The last command takes it back, to the version that was live before.`
        : 'It is kept, and no request gets it before it is promoted.',
    },
    {
      type: 'commands',
      lines: [...(live ? [`tuneloop chat --model ${model}`] : []), `tuneloop adapters history ${name}`, ...changes],
    },
  ];
}
