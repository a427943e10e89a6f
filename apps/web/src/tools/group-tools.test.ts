import { expect, test } from 'vitest';
import { filterGroups, groupTools } from './group-tools.ts';
import type { Tool } from './tool-queries.ts';

const tool = (name: string, source: Tool['source'], description: string | null = null): Tool =>
  ({ name, source, description }) as Tool;

const groups = groupTools([
  tool('zoo__feed', { type: 'mcp', server: 'zoo' }),
  tool('read_file', { type: 'built-in', server: null }, 'Reads a text.'),
  tool('art__draw', { type: 'mcp', server: 'art' }, 'Draws a text.'),
  tool('mine', { type: 'module', server: null }),
  tool('write_file', { type: 'built-in', server: null }),
]);

test('the own tools come first, then servers by name', () => {
  expect(groups.map(({ source, tools }) => [source, tools.map(({ name }) => name)])).toEqual([
    ['built-in', ['read_file', 'write_file']],
    ['module', ['mine']],
    ['mcp:art', ['art__draw']],
    ['mcp:zoo', ['zoo__feed']],
  ]);
});

test('a search looks at names and descriptions, of one source where that is chosen', () => {
  const found = (search: Parameters<typeof filterGroups>[1]): string[] =>
    filterGroups(groups, search).flatMap(({ tools }) => tools.map(({ name }) => name));
  expect(found({ q: 'TEXT' })).toEqual(['read_file', 'art__draw']);
  expect(found({ q: 'text', source: 'mcp:art' })).toEqual(['art__draw']);
  expect(found({ source: 'mcp:none' })).toEqual([]);
});
