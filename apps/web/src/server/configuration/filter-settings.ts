import type { Schemas } from '../../api/client.ts';
import type { ConfigurationSearch } from '../search.ts';

export type Setting = Schemas['Configuration']['settings'][number];

export interface SettingGroup {
  /** The first part of their paths; empty for those that have one part. */
  name: string;
  settings: Setting[];
}

const isDefault = ({ source }: Setting): boolean => source === 'default';

/** The settings that fit, by the part of the configuration that they belong to. Every word must be in what is shown of one. */
export function filterSettings(
  settings: readonly Setting[],
  { text = '', changed }: ConfigurationSearch,
): SettingGroup[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fitting = settings.filter((setting) => {
    if (changed && isDefault(setting)) return false;
    const shown = searchable(setting);
    return words.every((word) => shown.includes(word));
  });
  const groups = new Map<string, Setting[]>();
  for (const setting of fitting) {
    const name = setting.path.includes('.') ? setting.path.split('.')[0]! : '';
    groups.set(name, [...(groups.get(name) ?? []), setting]);
  }
  return [...groups].map(([name, members]) => ({ name, settings: members }));
}

function searchable({ path, summary, source, environment, flag, value }: Setting): string {
  const shown = value === null || value === undefined ? '' : JSON.stringify(value);
  return [path, summary, source, environment, flag && `--${flag}`, shown].filter(Boolean).join(' ').toLowerCase();
}
