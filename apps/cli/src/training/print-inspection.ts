import { styleText } from 'node:util';
import type { InspectedSequence, Inspection, LengthHistogram } from '@tuneloop/lora';
import { withoutControlCharacters } from '../terminal/control-characters.ts';
import { formatTable } from '../terminal/table.ts';

export interface InspectionStyle {
  /** Without: what is learned stands between ⟦ and ⟧. */
  colors: boolean;
  maxLength: number;
}

/** Tokens of a prompt that are shown at its beginning and at its end. */
const shownTokens = 150;

const barCells = 30;

/** Rows as the trainer sees them, the answers that are learned marked, and how long all rows are. */
export function formatInspection({ rows, lengths }: Inspection, style: InspectionStyle): string {
  const shown = rows.flatMap(({ row, sequences }) => sequences.map((sequence) => formatSequence(row, sequence, style)));
  return [...shown, formatLengths(lengths, style)].join('\n\n');
}

function formatSequence(row: number, sequence: InspectedSequence, style: InspectionStyle): string {
  const { column, tokens, pieces, answer, used } = sequence;
  const learned = Math.max(0, used - answer);
  const title = `Row ${row}, ${column}: ${tokens.length} tokens, ${learned} learned from`;
  const prompt = shorten(pieces.slice(0, Math.min(answer, used)));
  const text = [
    ...prompt.map((piece) => paint(piece, 'dim', style)),
    ...learnedText(pieces.slice(answer, used), style),
  ].join('');
  const cut = tokens.length - used;
  const tail =
    cut > 0
      ? `\n${paint(`… ${cut === 1 ? '1 token is' : `${cut} tokens are`} cut off at ${style.maxLength}`, 'red', style)}`
      : '';
  return `${paint(title, 'bold', style)}\n${text.trimEnd()}${tail}`;
}

/** Neighbours in two colours, so that it is seen where tokens end. */
function learnedText(pieces: readonly string[], style: InspectionStyle): string[] {
  if (pieces.length === 0) return [];
  if (!style.colors) return [`⟦${pieces.map(visible).join('')}⟧`];
  return pieces.map((piece, index) => paint(visible(piece), index % 2 === 0 ? 'green' : 'cyan', style));
}

/** A long prompt without its middle; each piece made visible. */
function shorten(pieces: readonly string[]): string[] {
  if (pieces.length <= shownTokens * 2) return pieces.map(visible);
  const left = pieces.length - shownTokens * 2;
  return [
    ...pieces.slice(0, shownTokens).map(visible),
    `\n… ${left} tokens …\n`,
    ...pieces.slice(-shownTokens).map(visible),
  ];
}

/** Line ends are tokens too. */
function visible(piece: string): string {
  return withoutControlCharacters(piece).replaceAll('\n', '↵\n');
}

function formatLengths(lengths: LengthHistogram, { maxLength }: InspectionStyle): string {
  const { rows, mean, median, percentile95, longest, cut, bins } = lengths;
  const most = Math.max(1, ...bins.map((bin) => bin.rows));
  const right = 'right' as const;
  const table = formatTable(
    [{ title: 'TOKENS', align: right }, { title: 'ROWS', align: right }, { title: '' }],
    bins.map((bin) => [
      `${bin.from}–${bin.to}`,
      String(bin.rows),
      '█'.repeat(Math.round((bin.rows / most) * barCells)),
    ]),
  );
  const summary = `${rows} rows: mean ${Math.round(mean)} tokens, median ${median}, 95 % up to ${percentile95}, longest ${longest}`;
  return `${summary}; --max-length ${maxLength} cuts ${cut === 0 ? 'none' : cut}.\n\n${table}`;
}

function paint(text: string, format: Parameters<typeof styleText>[0], { colors }: InspectionStyle): string {
  return colors ? styleText(format, text, { validateStream: false }) : text;
}
