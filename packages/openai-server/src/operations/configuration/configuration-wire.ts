import { z } from 'zod';
import type { ShownConfiguration, ShownSetting } from './configuration-source.ts';

export interface SettingWire {
  path: string;
  value: unknown;
  secret: boolean;
  set: boolean;
  source: string;
  summary: string;
  environment: string | null;
  flag: string | null;
  without_effect: string | null;
}

export interface ConfigurationWire {
  object: 'configuration';
  file: string | null;
  warnings: string[];
  settings: SettingWire[];
}

export const configurationSchema: z.ZodType<ConfigurationWire> = z.strictObject({
  object: z.literal('configuration'),
  file: z.string().nullable().describe('The configuration file that was read.'),
  warnings: z.array(z.string()).describe('What is no mistake, but probably not meant.'),
  settings: z.array(
    z.strictObject({
      path: z.string().describe('Where it stands in the configuration file.'),
      value: z.unknown().describe('`null` for secrets, and where nothing is set.'),
      secret: z.boolean().describe('A key or token, whose value is not told.'),
      set: z.boolean().describe('Whether it has a value.'),
      source: z.string().describe('`default`, or where it was set.'),
      summary: z.string(),
      environment: z.string().nullable().describe('The environment variable that sets it.'),
      flag: z.string().nullable().describe('The flag that sets it, without its dashes.'),
      without_effect: z.string().nullable().describe('For a name that is accepted, but does nothing: why.'),
    }),
  ),
});

export function encodeConfiguration({ file, warnings, settings }: ShownConfiguration): ConfigurationWire {
  return {
    object: 'configuration',
    file: file ?? null,
    warnings: [...warnings],
    settings: settings.map(encodeSetting),
  };
}

function encodeSetting({
  value,
  isSecret,
  isSet,
  environment,
  flag,
  withoutEffect,
  ...setting
}: ShownSetting): SettingWire {
  return {
    path: setting.path,
    value: isSecret ? null : (value ?? null),
    secret: isSecret,
    set: isSet,
    source: setting.source,
    summary: setting.summary,
    environment: environment ?? null,
    flag: flag ?? null,
    without_effect: withoutEffect ?? null,
  };
}
