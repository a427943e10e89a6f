import type { Row } from '@tuneloop/datasets';
import type { ExportRow } from './row-sink.ts';
import type { ExportSettings } from './settings.ts';

/** A row with the columns that the settings add. */
export function writtenRow({ row, group }: Pick<ExportRow, 'row' | 'group'>, settings: ExportSettings): Row {
  return settings.conversations ? { ...row, conversation: group } : row;
}
