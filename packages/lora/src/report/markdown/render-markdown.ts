import type { Report, ReportBlock, ReportCell, Tone } from '../report-block.ts';
import { formatFigure } from '../format-value.ts';
import { sparkline } from '../sparkline.ts';
import { escapeMarkdown, fenced } from './escape.ts';

const marks: Readonly<Record<Tone, string>> = { better: ' ✓', worse: ' ✗' };

/** A report as Markdown (GitHub's, for tables); curves become a line of bars. */
export function renderMarkdown({ title, subtitle, blocks }: Report): string {
  return `${[`# ${escapeMarkdown(title)}`, escapeMarkdown(subtitle), ...blocks.map(renderBlock)].join('\n\n')}\n`;
}

function renderBlock(block: ReportBlock): string {
  switch (block.type) {
    case 'heading':
      return `## ${escapeMarkdown(block.text)}`;
    case 'text':
      return escapeMarkdown(block.text);
    case 'verdict':
      return [
        `**${escapeMarkdown(block.title)}**`,
        '',
        ...block.reasons.map((reason) => `- ${escapeMarkdown(reason)}`),
      ].join('\n');
    case 'facts':
      return block.facts.map(([name, value]) => `- **${escapeMarkdown(name)}**: ${escapeMarkdown(value)}`).join('\n');
    case 'table':
      return renderTable(block.columns, block.rows, block.numeric);
    case 'chart':
      return block.series
        .map(({ name, points }) => {
          const values = points.map(([, y]) => y);
          const ends = [values[0]!, values.at(-1)!].map(formatFigure).join(' → ');
          return `- ${escapeMarkdown(`${block.title}, ${name}`)}: ${sparkline(values)} ${ends}`;
        })
        .join('\n');
    case 'sample':
      return [
        `### ${escapeMarkdown(block.title)}`,
        fenced(block.asked),
        ...block.said.flatMap(({ label, text, tone, note }) => [
          `**${escapeMarkdown(label)}**${tone ? marks[tone] : ''}${note === undefined ? '' : ` (${escapeMarkdown(note)})`}`,
          fenced(text),
        ]),
        ...(block.notes.length > 0 ? [block.notes.map((note) => `- ${escapeMarkdown(note)}`).join('\n')] : []),
      ].join('\n\n');
    case 'commands':
      return `\`\`\`sh\n${block.lines.join('\n')}\n\`\`\``;
  }
}

function renderTable(columns: readonly string[], rows: readonly (readonly ReportCell[])[], numeric: boolean): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(escapeMarkdown)),
    line(columns.map((_, place) => (numeric && place > 0 ? '---:' : '---'))),
    ...rows.map((row) => line(row.map(({ text, tone }) => escapeMarkdown(text) + (tone ? marks[tone] : '')))),
  ].join('\n');
}
