import { isObject } from '../config/layer.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import { isSameValue } from '../config/same-value.ts';
import { Secret } from '../config/secret.ts';
import { settingDefinitions } from '../config/setting-definitions.ts';

/** A setting that is not what it was. */
export interface SettingChange {
  /** As in the table of settings. */
  path: string;
  /** Whether it holds without a restart. */
  isLive: boolean;
  /** For people, one line for each part that has changed: `server.drainMs: 10000 → 30000 (tuneloop.config.yaml: …)`. */
  lines: string[];
}

const longest = 80;

type ReadSettings = Pick<LoadedConfig, 'settings' | 'contents'>;

/** What is different between the settings that hold and those that were read. */
export function settingChanges(before: ReadSettings, after: ReadSettings): SettingChange[] {
  const now = new Map(after.settings.map((setting) => [setting.path, setting]));
  const known = new Map(before.settings.map((setting) => [setting.path, setting]));
  return settingDefinitions.flatMap(({ path, kind, live = false }) => {
    const [old, next] = [known.get(path)?.value, now.get(path)?.value];
    if (isSameValue(old, next)) {
      const isSameContent = before.contents.get(path) === after.contents.get(path);
      return isSameContent
        ? []
        : { path, isLive: live !== false, lines: [`${path}: the content of ${String(next)} has changed`] };
    }
    // Parts of a map may hold secrets under any name: these are `Secret` themselves.
    const parts = differences(path, old, next);
    const source = now.get(path)?.source ?? 'default';
    const describe = (value: unknown): string => describeValue(value, kind === 'secret');
    return {
      path,
      isLive: typeof live === 'function' ? live(old, next) : live,
      lines: parts.map((part) => `${part.path}: ${describe(part.old)} → ${describe(part.next)} (${source})`),
    };
  });
}

/** Down to what has changed in maps; lists are one value. */
function differences(path: string, old: unknown, next: unknown): { path: string; old: unknown; next: unknown }[] {
  if (isSameValue(old, next)) return [];
  if (!isObject(old) || !isObject(next)) return [{ path, old, next }];
  const names = new Set([...Object.keys(old), ...Object.keys(next)]);
  return [...names].flatMap((name) => differences(`${path}.${name}`, old[name], next[name]));
}

function describeValue(value: unknown, isSecret: boolean): string {
  if (value === undefined) return 'not set';
  if (isSecret || value instanceof Secret) return '[redacted]';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
