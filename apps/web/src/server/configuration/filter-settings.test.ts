import { expect, test } from 'vitest';
import { filterSettings, type Setting } from './filter-settings.ts';

const setting = (path: string, changes: Partial<Setting> = {}): Setting => ({
  path,
  value: null,
  secret: false,
  set: false,
  source: 'default',
  summary: 'what it is for',
  environment: null,
  flag: null,
  without_effect: null,
  ...changes,
});
const settings = [
  setting('model', { value: 'Qwen3', source: 'environment variable MODEL_PATH', environment: 'MODEL_PATH' }),
  setting('server.port', { value: 8000, flag: 'port' }),
  setting('server.host', { summary: 'address to listen on' }),
];
const paths = (search: Parameters<typeof filterSettings>[1]): string[] =>
  filterSettings(settings, search).flatMap(({ settings: found }) => found.map(({ path }) => path));

test('settings are grouped by the first part of their path', () => {
  expect(filterSettings(settings, {}).map(({ name, settings: found }) => [name, found.length])).toEqual([
    ['', 1],
    ['server', 2],
  ]);
});

test.each([
  ['PORT', ['server.port']],
  ['--port', ['server.port']],
  ['8000', ['server.port']],
  ['qwen3', ['model']],
  ['model_path', ['model']],
  ['listen server', ['server.host']],
  ['nothing', []],
])('"%s" finds %j', (text, found) => {
  expect(paths({ text })).toEqual(found);
});

test('what is a default can be left out', () => {
  expect(paths({ changed: true })).toEqual(['model']);
});
