import type { TrainingSettings } from '@tuneloop/lora';
import { InvalidArgumentError } from 'commander';
import { flagSettings } from './flag-names.ts';

/** `--set lora.rank=32`, again and again. Values are JSON where they are, text otherwise. */
export function collectSetting(
  text: string,
  collected: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const match = /^(?<path>[A-Za-z]+(?:\.[A-Za-z]+)*)=(?<value>.*)$/s.exec(text);
  const { path, value } = match?.groups ?? {};
  if (path === undefined || value === undefined)
    throw new InvalidArgumentError('Write NAME=VALUE, such as lora.rank=32.');
  return setPath(collected, path.split('.'), readValue(value));
}

/** The options that have flags of their own, and over them what `--set` says. */
export function settingsOf(
  flags: Readonly<Record<string, unknown>>,
  set: Readonly<Record<string, unknown>> = {},
): TrainingSettings {
  let settings: Record<string, unknown> = {};
  for (const [name, path] of Object.entries(flagSettings)) {
    if (flags[name] !== undefined) settings = setPath(settings, path.split('.'), flags[name]);
  }
  return merge(settings, set);
}

function setPath(
  object: Readonly<Record<string, unknown>>,
  [name = '', ...rest]: readonly string[],
  value: unknown,
): Record<string, unknown> {
  if (rest.length === 0) return { ...object, [name]: value };
  const inner = object[name];
  return { ...object, [name]: setPath(isObject(inner) ? inner : {}, rest, value) };
}

function merge(
  object: Readonly<Record<string, unknown>>,
  over: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...object };
  for (const [name, value] of Object.entries(over)) {
    const before = merged[name];
    merged[name] = isObject(before) && isObject(value) ? merge(before, value) : value;
  }
  return merged;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
