import { expect, test } from 'vitest';
import { loadConfig } from '../config/load-config.ts';
import { describeWhereTextGoes } from './where-text-goes.ts';

test('people are told where what they write goes', async () => {
  const said = async (env: Record<string, string>): Promise<string> =>
    describeWhereTextGoes((await loadConfig({ env, cwd: '/' })).config);
  expect(await said({})).toBe('What you write stays on this server.');
  const langfuse = {
    LANGFUSE_PUBLIC_KEY: 'pk',
    LANGFUSE_SECRET_KEY: 'sk',
    LANGFUSE_BASE_URL: 'http://127.0.0.1:9',
  };
  expect(await said(langfuse)).toBe('What you write is also sent to 127.0.0.1:9.');
});
