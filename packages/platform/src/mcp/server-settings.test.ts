import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { mcpServerSettingsSchema, revealServers } from './server-settings.ts';

const servers = {
  github: { url: 'https://mcp.example/mcp', headers: { Authorization: 'Bearer very-secret' } },
  files: { command: 'server-filesystem', args: ['/data'], env: { TOKEN: 'also-secret' }, trustAnnotations: true },
  tickets: {
    url: 'https://tickets.example/mcp',
    oauth: { clientId: 'us', clientSecret: 'third-secret', issuer: 'https://login.example', scopes: ['read'] },
  },
  open: { url: 'https://open.example/mcp', oauth: {} },
  plain: { command: 'other' },
};

test('variables, headers and client secrets are secrets until a server is connected', () => {
  const settings = mcpServerSettingsSchema.parse(servers);
  expect(inspect(settings, { depth: 9 })).not.toContain('secret');
  expect(JSON.stringify(settings)).not.toContain('secret');
  expect(JSON.stringify(settings)).toContain('[redacted]');
  expect(revealServers(settings)).toEqual(servers);
});
