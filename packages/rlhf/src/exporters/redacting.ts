import { createRedactor } from '@tuneloop/datasets';
import type { RowSink } from './row-sink.ts';

/** The same sink, behind placeholders for what is sensitive; within a row the same value has the same placeholder. */
export function redacting(sink: RowSink): RowSink {
  const redactor = createRedactor();
  return {
    get rows() {
      return sink.rows;
    },
    add: ({ row, ...rest }) => sink.add({ ...rest, row: redactor.redactValue(row) }),
  };
}
