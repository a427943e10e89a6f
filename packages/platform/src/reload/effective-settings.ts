import { getPath, isObject, removePath, setPath } from '../config/layer.ts';
import { deepFreeze, type Setting } from '../config/load-config.ts';
import { isSameValue } from '../config/same-value.ts';
import type { Config } from '../config/schema.ts';
import type { SettingChange } from './setting-changes.ts';

/** What holds after a reload: `next`, but for what cannot change without a restart, which stays as it runs. */
export function effectiveConfig(running: Config, next: Config, changes: readonly SettingChange[]): Config {
  const values = copy(next) as Record<string, unknown>;
  for (const { path, isLive } of changes) {
    if (isLive) continue;
    const value = getPath(running, path);
    if (value === undefined) removePath(values, path.split('.'));
    else setPath(values, path, value);
  }
  // What is the same stays the same object, so that who keeps what it made of a section need not make it anew.
  for (const [name, section] of Object.entries(running)) {
    if (isSameValue(values[name], section)) values[name] = section;
  }
  return deepFreeze(values) as unknown as Config;
}

/** The same of the list that is shown. */
export function effectiveSettings(
  running: readonly Setting[],
  next: readonly Setting[],
  changes: readonly SettingChange[],
): Setting[] {
  const kept = new Set(changes.flatMap(({ path, isLive }) => (isLive ? [] : [path])));
  const known = new Map(running.map((setting) => [setting.path, setting]));
  return next.map((setting) => (kept.has(setting.path) ? (known.get(setting.path) ?? setting) : setting));
}

/** Of the sections alone: what is in them is replaced whole. Secrets stay the objects that they are. */
function copy(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, copy(entry)]));
}
