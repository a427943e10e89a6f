import type { ShownConfiguration, ShownSetting } from '@tuneloop/openai-server';
import type { LoadedConfig, Setting } from './load-config.ts';
import { Secret } from './secret.ts';
import { settingDefinitions } from './setting-definitions.ts';

const secretPaths: ReadonlySet<string> = new Set(
  settingDefinitions.flatMap(({ path, kind }) => (kind === 'secret' ? [path] : [])),
);

/** The settings as they may be shown to whoever administers the server: secrets only say whether they are set. */
export function shownConfiguration({
  file,
  settings,
  warnings,
}: Pick<LoadedConfig, 'file' | 'settings' | 'warnings'>): ShownConfiguration {
  return { file, warnings, settings: settings.map(shownSetting) };
}

function shownSetting({ value, ...setting }: Setting): ShownSetting {
  const isSecret = value instanceof Secret || secretPaths.has(setting.path);
  // Secrets within lists and maps write themselves as "[redacted]".
  const plain: unknown = isSecret || value === undefined ? undefined : JSON.parse(JSON.stringify(value));
  return { ...setting, value: plain, isSecret, isSet: value !== undefined };
}
