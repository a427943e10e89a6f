import { splitAdapterPatterns } from '@tuneloop/runtime';
import type { SettingKind } from './setting-definition.ts';

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
  if (kind === 'paths') return splitAdapterPatterns(trimmed);
  if (kind === 'list') return trimmed.split(',').flatMap((entry) => entry.trim() || []);
  return trimmed;
}

const units: Record<string, number> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };
const binaryUnits: Record<string, number> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/** Bytes from `8GB`, `1.5 GiB`, `512m` or a plain number; `undefined` for anything else. */
export function readSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?$/i.exec(text.trim());
  const unit = match?.[2]?.toLowerCase() ?? '';
  const factor = match?.[3] ? binaryUnits[unit] : units[unit];
  return match === null || factor === undefined ? undefined : Math.round(Number(match[1]) * factor);
}
