import type { SettingKind } from './setting-definitions.ts';

const truths: Record<string, boolean> = {
  true: true,
  '1': true,
  yes: true,
  on: true,
  false: false,
  '0': false,
  no: false,
  off: false,
};

/**
 * Turns the text of a variable or flag into the value that the schema expects. Text that does not fit is handed on as
 * it is: the schema then says what it should have been.
 */
export function readText(text: string, kind: SettingKind): unknown {
  const trimmed = text.trim();
  if (kind === 'whole number') return /^[+-]?\d+$/.test(trimmed) ? Number(trimmed) : trimmed;
  if (kind === 'boolean') return truths[trimmed.toLowerCase()] ?? trimmed;
  if (kind === 'list') return trimmed.split(',').flatMap((entry) => entry.trim() || []);
  return trimmed;
}
