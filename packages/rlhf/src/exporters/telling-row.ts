import type { Row } from '@tuneloop/datasets';

/**
 * Whether a row shows a type or a field that others of its file leave open: tools, a fraction, a list that is not empty.
 * Readers of JSONL such as `datasets` learn the columns from the first rows, and fail on what they learn later: so these
 * come first.
 */
export function isTelling(row: Row): boolean {
  return Object.entries(row).some(([column, value]) => {
    switch (column) {
      case 'tools':
      case 'history':
        return (value as { length: number }).length > 0;
      case 'reference':
        return value !== null;
      case 'score':
      case 'reward':
        return !Number.isInteger(value);
      case 'input':
        return typeof value === 'object' && isTelling(value as Row);
      default:
        return Array.isArray(value) && value.some(hasFurtherFields);
    }
  });
}

const commonFields: ReadonlySet<string> = new Set(['role', 'content', 'from', 'value']);

/** Whether it is a message with more than its text. */
function hasFurtherFields(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).some((field) => !commonFields.has(field));
}
