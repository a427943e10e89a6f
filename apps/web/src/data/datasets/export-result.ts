import type { ExportJob } from './export-queries.ts';

export interface WrittenFile {
  name: string;
  rows: number;
  bytes: number;
}

/** What an export that has succeeded tells of itself. */
export interface ExportResult {
  rows: number;
  interactions: number;
  used: number;
  left_out: Record<string, number>;
  files: WrittenFile[];
  manifest: string;
}

export function resultOf({ status, result }: ExportJob): ExportResult | undefined {
  return status === 'succeeded' ? (result as ExportResult) : undefined;
}

/** The format that was asked for. */
export function formatOf({ input }: ExportJob): string {
  const { settings } = input as { settings?: { format?: unknown } };
  return typeof settings?.format === 'string' ? settings.format : '';
}
