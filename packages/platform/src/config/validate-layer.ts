import type { z } from 'zod';
import { didYouMeanPath } from './nearest-name.ts';
import type { ConfigIssue } from './issues.ts';
import { getPath, removePath, type Layer } from './layer.ts';
import { configInputSchema, type ConfigInput } from './schema.ts';
import { settingDefinitions } from './setting-definitions.ts';
import { Secret } from './secret.ts';

/** All names that may stand in a configuration file: settings and the sections that they are in. */
const knownPaths = [
  ...new Set(
    settingDefinitions.flatMap(({ path }) => {
      const keys = path.split('.');
      return keys.map((_, index) => keys.slice(0, index + 1).join('.'));
    }),
  ),
];

function isSecret(path: string): boolean {
  if (/(?:^|\.)apiKey$|^mcpServers\b/.test(path)) return true;
  return settingDefinitions.some((definition) => definition.kind === 'secret' && path.startsWith(definition.path));
}

/** What was found there, for the message; secrets are never quoted. */
function quote(values: unknown, path: string): string {
  if (isSecret(path)) return '';
  const value = getPath(values, path);
  if (value === undefined || value instanceof Secret) return '';
  const text = JSON.stringify(value) ?? typeof value;
  return `, not ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`;
}

function unknownKey(path: string): string {
  return `is not a setting.${didYouMeanPath(path, knownPaths)}`;
}

function issuesOf(error: z.ZodError, layer: Layer): ConfigIssue[] {
  return error.issues.flatMap((issue): ConfigIssue[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => {
        const path = [...issue.path, key];
        return { path: path.join('.'), message: unknownKey(path.join('.')), source: layer.sourceOf(path) };
      });
    }
    const path = issue.path.join('.');
    const message =
      issue.code === 'invalid_type' && issue.expected === 'object' ? 'must hold settings by name' : issue.message;
    const found = quote(layer.values, path);
    // A whole sentence names what was found by itself.
    const complete = /[.?]$/.test(message) ? message : message + found;
    return [{ path, message: complete, source: layer.sourceOf(issue.path) }];
  });
}

/** The valid part of what a source says, and every mistake in the rest. */
export function validateLayer(layer: Layer): { values: ConfigInput; issues: ConfigIssue[] } {
  const first = configInputSchema.safeParse(layer.values);
  if (first.success) return { values: first.data as ConfigInput, issues: layer.issues };

  const issues = issuesOf(first.error, layer);
  for (const issue of issues) removePath(layer.values, issue.path.split('.'));
  const rest = configInputSchema.safeParse(layer.values);
  return { values: rest.success ? (rest.data as ConfigInput) : {}, issues: [...layer.issues, ...issues] };
}
