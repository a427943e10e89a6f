/** How a value compares with the one before it; nothing where neither is better. */
export type Tone = 'better' | 'worse';

export interface ReportCell {
  text: string;
  tone?: Tone | undefined;
}

export interface ChartSeries {
  name: string;
  /** By x. */
  points: readonly (readonly [x: number, y: number])[];
}

/**
 * A part of a report, whatever it is written as. All text is plain: what a model, a person or a file said is shown, never
 * read as markup.
 */
export type ReportBlock =
  | { type: 'heading'; text: string }
  | { type: 'text'; text: string }
  | { type: 'verdict'; passed: boolean; title: string; reasons: readonly string[] }
  | { type: 'facts'; facts: readonly (readonly [name: string, value: string])[] }
  /** The first column names its rows; the others are aligned to the right where `numeric`. */
  | { type: 'table'; columns: readonly string[]; rows: readonly (readonly ReportCell[])[]; numeric: boolean }
  | { type: 'chart'; title: string; xLabel: string; series: readonly ChartSeries[] }
  /** What was asked, and what was said to it, side by side. */
  | {
      type: 'sample';
      title: string;
      asked: string;
      said: readonly { label: string; text: string; tone?: Tone | undefined; note?: string | undefined }[];
      notes: readonly string[];
    }
  | { type: 'commands'; lines: readonly string[] };

export interface Report {
  title: string;
  /** One line below the title. */
  subtitle: string;
  blocks: readonly ReportBlock[];
}
