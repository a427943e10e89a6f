import type { ToolDefinition } from '@tuneloop/protocol';
import type { z } from 'zod';
import type { Row } from '../rows/row.ts';
import type { Dialogue, ExampleKind, TrainingExample } from './training-example.ts';

export type ExampleOf<Kind extends ExampleKind> = Extract<TrainingExample, { kind: Kind }>;

/** One way to write rows down. */
export interface RowFormat {
  /** A row, for people. */
  readonly shape: string;
  /** What its rows say. */
  readonly kind: ExampleKind;
  /** Columns that every row has: by these the format is told. */
  readonly required: readonly string[];
  /** Further columns that it gives a meaning to. */
  readonly optional: readonly string[];
  /** Whether other columns may stand beside these. */
  readonly open: boolean;
  /** Reads the columns that it knows. */
  readonly schema: z.ZodType<TrainingExample>;
  /** Writes those columns, of an example of its kind. Throws `NotExpressible`. */
  write(example: TrainingExample, text: TextWriter): Row | Promise<Row>;
}

/** The same, whose kind is known. */
export interface RowFormatOf<Kind extends ExampleKind> extends RowFormat {
  readonly kind: Kind;
  readonly schema: z.ZodType<ExampleOf<Kind>>;
  write(example: ExampleOf<Kind>, text: TextWriter): Row | Promise<Row>;
}

/** Makes plain text of messages, for formats that know none. */
export interface TextWriter {
  /** A prompt up to where the answer begins, and the answer behind it. Throws `NotExpressible`. */
  pair(
    prompt: Dialogue,
    answer: Dialogue,
    tools: readonly ToolDefinition[] | undefined,
  ): Promise<{ prompt: string; answer: string }>;
}
