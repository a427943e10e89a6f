import { Command, Option } from 'commander';
import { expect, test } from 'vitest';
import { settingDefinitions } from '@tuneloop/platform';
import { addConfigOptions, configFlags, configRequest } from './config-options.ts';

test('every flag that platform knows is offered, and no other', () => {
  const offered = configFlags.map(([flags]) => new Option(flags).long?.slice(2));
  const known = settingDefinitions.flatMap(({ flag }) => flag ?? []);
  expect(new Set(offered)).toEqual(new Set(known));
});

test('given flags go to loadConfig as text, under the names it knows; others do not', () => {
  const command = addConfigOptions(new Command('x'), ['model', 'folders']).option('--json');
  command.parse(['--ctx', '2048', '--models-folder', '/m', '--offline', '--json', '--config', 'a.yaml'], {
    from: 'user',
  });
  expect(configRequest(command.opts())).toEqual({
    flags: { contextSize: '2048', modelsFolder: '/m', offline: true },
    configFile: 'a.yaml',
  });
});
