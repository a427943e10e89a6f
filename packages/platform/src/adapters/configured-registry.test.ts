import { expect, test } from 'vitest';
import { liveAdaptersFolder } from './configured-registry.ts';

test.each([
  [[], '/data/adapters'],
  [['/a/pirate.gguf', '/a/**/x*.gguf'], '/data/adapters'],
  [['/a/pirate.gguf', '/b', '/c'], '/b'],
  [['/b/*.gguf'], '/b'],
])('of the paths %j, live adapters are put into %s', (paths, expected) => {
  const folders = { data: '/data', cache: '/cache', models: '/models', finetuned: '/finetuned' };
  expect(liveAdaptersFolder({ adapters: { paths, defaults: [] }, folders })).toBe(expected);
});
