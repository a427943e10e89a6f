import { expect, test } from 'vitest';
import { serverEntry, type ServerForm } from './server-entry.ts';

const form: ServerForm = {
  kind: 'stdio',
  command: ' npx ',
  args: '-y\n some-server \n\n/srv',
  env: 'TOKEN=a=b\nEMPTY=',
  url: 'https://mcp.example/mcp',
  headers: 'Authorization: Bearer x:y',
  isTrusted: false,
};

test('a program has arguments and variables, an address headers', () => {
  expect(serverEntry(form)).toEqual({
    command: 'npx',
    args: ['-y', 'some-server', '/srv'],
    env: { TOKEN: 'a=b', EMPTY: '' },
  });
  expect(serverEntry({ ...form, kind: 'http', isTrusted: true })).toEqual({
    url: 'https://mcp.example/mcp',
    headers: { Authorization: 'Bearer x:y' },
    trustAnnotations: true,
  });
});

test('a line that is no pair is named', () => {
  expect(() => serverEntry({ ...form, env: '=x' })).toThrow('"=x"');
});
