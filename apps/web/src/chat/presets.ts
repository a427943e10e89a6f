import { useSyncExternalStore } from 'react';
import { chatText } from '../text/en/chat.ts';
import { numberSettings, type ChatSettings } from './chat-settings.ts';

/** Settings under a name, with the system prompt of conversations that begin with them. */
export interface Preset {
  name: string;
  settings: ChatSettings;
}

const key = 'tuneloop-presets';
const longestName = 100;
const mostPresets = 200;
const listeners = new Set<() => void>();

/** What is a preset in data from elsewhere; numbers out of their range are left out. */
export function readPresets(data: unknown): Preset[] {
  if (!Array.isArray(data)) return [];
  const presets = data.flatMap((entry: unknown): Preset[] => {
    const { name, settings } = recordOf(entry);
    if (typeof name !== 'string' || name.trim() === '') return [];
    return [{ name: name.trim().slice(0, longestName), settings: readSettings(recordOf(settings)) }];
  });
  return [...new Map(presets.map((preset) => [preset.name, preset])).values()].slice(0, mostPresets);
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function readSettings(data: Record<string, unknown>): ChatSettings {
  const numbers = numberSettings.flatMap(({ name, minimum, maximum }) => {
    const value = data[name];
    return typeof value === 'number' && value >= minimum && value <= maximum ? [[name, value] as const] : [];
  });
  return {
    ...Object.fromEntries(numbers),
    ...(typeof data['model'] === 'string' && { model: data['model'] }),
    ...(typeof data['system'] === 'string' && { system: data['system'] }),
    tools: data['tools'] === true,
  };
}

function stored(): readonly Preset[] {
  try {
    return readPresets(JSON.parse(localStorage.getItem(key) ?? '[]'));
  } catch {
    return [];
  }
}

let current = stored();

export const presets = (): readonly Preset[] => current;

function keep(changed: readonly Preset[]): void {
  current = changed;
  localStorage.setItem(key, JSON.stringify(changed));
  for (const listener of listeners) listener();
}

/** Keeps a preset; one of the same name is replaced. */
export function savePreset(preset: Preset): void {
  keep(readPresets([...current.filter(({ name }) => name !== preset.name), preset]));
}

export function removePreset(name: string): void {
  keep(current.filter((preset) => preset.name !== name));
}

/** All of them as the text of a file. */
export function exportPresets(): string {
  return `${JSON.stringify({ presets: current }, undefined, 2)}\n`;
}

/** Adds those of a file, in place of others of the same names. Throws when it holds none. Returns how many came. */
export function importPresets(content: string): number {
  let read: Preset[] = [];
  try {
    read = readPresets(recordOf(JSON.parse(content))['presets']);
  } catch {
    // Not JSON: said below.
  }
  if (read.length === 0) throw new Error(chatText.presets.notImportable);
  keep(readPresets([...current, ...read]));
  return read.length;
}

export function usePresets(): readonly Preset[] {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, presets);
}
