import { styleText } from 'node:util';
import { loadConfig, Secret, type Setting } from '@tuneloop/platform';
import { configRequest } from '../config-options.ts';
import { notice, printJson, warning } from '../notice.ts';
import { formatTable } from '../terminal/table.ts';

export async function showConfig(options: { json?: boolean; changed?: boolean }): Promise<void> {
  const { settings, warnings, file } = await loadConfig(configRequest({ ...options }));
  const shown = options.changed ? settings.filter(({ source }) => source !== 'default') : settings;
  if (options.json) {
    printJson({
      file: file ?? null,
      settings: shown.map(({ path, value, source, withoutEffect, live }) => ({
        path,
        value: value ?? null,
        source,
        live: live ?? false,
        ...(withoutEffect !== undefined && { withoutEffect }),
      })),
      warnings,
    });
    return;
  }
  if (shown.length === 0) {
    notice('Every setting has its default.');
    return;
  }
  const rows = shown.map((setting) => [
    setting.path,
    describeValue(setting),
    setting.live ? 'live' : '',
    describeSource(setting),
  ]);
  const columns = [{ title: 'SETTING' }, { title: 'VALUE' }, { title: 'CHANGES' }, { title: 'FROM' }];
  process.stdout.write(`${formatTable(columns, rows)}\n`);
  for (const text of warnings) warning(text);
}

/** A setting's value for people; what is chosen for this machine when it is needed says so. */
function describeValue({ path, value }: Pick<Setting, 'path' | 'value'>): string {
  if (value === undefined) return path.startsWith('runtime.') ? 'automatic' : 'not set';
  if (value instanceof Secret || typeof value === 'string') return String(value);
  return JSON.stringify(value);
}

function describeSource({ source, withoutEffect }: Setting): string {
  const text = withoutEffect === undefined ? source : `${source} (${withoutEffect})`;
  return source === 'default' ? styleText('dim', text) : text;
}
