import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('a server starts without what trains, and without the formats of training data: they are loaded when first used', () => {
  const source = `
    import { registerHooks } from 'node:module';
    const packages = new Set();
    registerHooks({ resolve(specifier, context, next) {
      packages.add(specifier);
      return next(specifier, context);
    } });
    const { createPlatform, loadConfig } = await import(${JSON.stringify(join(import.meta.dirname, 'index.ts'))});
    const { config } = await loadConfig({ flags: { logLevel: 'silent' }, env: {}, cwd: '/' });
    await using platform = await createPlatform(config);
    console.log([...packages].join(' '));
  `;
  const options = ['--conditions=@tuneloop/source', '--input-type=module'];
  const { stdout } = spawnSync(process.execPath, [...options, '-e', source], { encoding: 'utf8' });
  const packages = stdout.trim().split(' ');
  expect(packages).toEqual(expect.arrayContaining(['@tuneloop/lora/registry', '@tuneloop/rlhf/log']));
  for (const large of ['@tuneloop/lora', '@tuneloop/lora/peft', '@tuneloop/rlhf', '@tuneloop/datasets']) {
    expect(packages).not.toContain(large);
  }
});
