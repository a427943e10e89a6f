import type { Row } from '../rows/row.ts';

/** A row as JSON has it. */
export function plainRow(row: Record<string, unknown>): Row {
  return plainObject(row);
}

function plainObject(value: Record<string, unknown>): Record<string, unknown> {
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, plainValue(member)]));
}

function plainValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as Iterable<unknown>, plainValue);
  if (Array.isArray(value)) return value.map((member) => (member === undefined ? null : plainValue(member)));
  return plainObject(value as Record<string, unknown>);
}
