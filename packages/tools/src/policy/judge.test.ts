import type { Tool, ToolEffects } from '@tuneloop/protocol';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { PathAccess } from '../paths/path-use.ts';
import { defineTool } from '../tool/define-tool.ts';
import { createToolPolicy, defaultToolPolicy } from './default-policy.ts';
import { judge } from './judge.ts';

const tool = (effects: Partial<ToolEffects>, access: PathAccess = 'read') =>
  defineTool({
    name: 'look_at',
    description: 'Look at something',
    parameters: z.strictObject({ path: z.string() }),
    effects,
    paths: ({ path }) => [{ path, access }],
    run: () => ({}),
  });
const args = { path: '/data/a.txt' };

describe('by effects', () => {
  test.each([
    [{}, 'allow'],
    [{ reads: true }, 'allow'],
    [{ reads: true, network: true }, 'ask'],
    [{ writes: true }, 'ask'],
    [{ destructive: true }, 'ask'],
    [{ code: true }, 'ask'],
  ] as const)('the default for %o is %s', (effects, decision) => {
    expect(judge(tool(effects), args, defaultToolPolicy)).toMatchObject({ decision });
  });

  test('the strictest of several effects decides, and says which', () => {
    const policy = createToolPolicy({ effects: { reads: 'ask', writes: 'deny' } });
    expect(judge(tool({ reads: true, writes: true }), args, policy)).toEqual({
      decision: 'deny',
      reason: 'look_at writes, and effects.writes is "deny".',
    });
  });
});

describe('by name', () => {
  test('a name wins over effects, and over patterns', () => {
    const policy = createToolPolicy({ tools: { look_at: 'allow', 'look_*': 'deny' } });
    expect(judge(tool({ writes: true }, 'write'), args, policy).decision).toBe('allow');
    const other = createToolPolicy({ tools: { 'look_*': 'deny', '*': 'allow' } });
    expect(judge(tool({ reads: true }), args, other)).toEqual({
      decision: 'deny',
      reason: 'look_at: tools.look_* is "deny".',
    });
  });

  test('names of properties that every object has are names like others', () => {
    const odd: Tool = { ...tool({ writes: true }), name: 'constructor' };
    expect(judge(odd, args, defaultToolPolicy).decision).toBe('ask');
  });

  test('no name opens what is protected', () => {
    const policy = createToolPolicy({ tools: { look_at: 'allow' } });
    expect(judge(tool({ reads: true }), { path: '/etc/passwd' }, policy, 'linux')).toMatchObject({
      decision: 'deny',
      reason: '"/etc/passwd" is protected (/etc).',
    });
  });
});

test('arguments that do not fit the schema are denied with what is wrong', () => {
  const verdict = judge(tool({}), { path: 3 }, defaultToolPolicy);
  expect(verdict).toMatchObject({ decision: 'deny', reason: expect.stringContaining('expected string') });
});

test('a tool may judge its own arguments, but not make the verdict milder', () => {
  const picky = (decision: 'allow' | 'deny') =>
    defineTool({
      name: 'picky',
      description: 'Picky',
      parameters: z.strictObject({}),
      effects: { network: true },
      judge: () => ({ decision, reason: 'because' }),
      run: () => ({}),
    });
  expect(judge(picky('deny'), {}, defaultToolPolicy)).toEqual({ decision: 'deny', reason: 'because' });
  expect(judge(picky('allow'), {}, defaultToolPolicy).decision).toBe('ask');
});

test('the arguments of tools of other programs are held against their JSON Schema', () => {
  const foreign: Tool = {
    name: 'add',
    parameters: { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] },
    effects: { reads: true, writes: false, network: false, destructive: false, idempotent: true },
    execute: () => Promise.resolve({ status: 'success' }),
  };
  expect(judge(foreign, { a: 1 }, defaultToolPolicy).decision).toBe('allow');
  expect(judge(foreign, { a: 'x' }, defaultToolPolicy)).toMatchObject({
    decision: 'deny',
    reason: expect.stringContaining('number'),
  });
  expect(judge(foreign, 'a', defaultToolPolicy).decision).toBe('deny');
  const unknown: Tool = { ...foreign, parameters: { type: 'object', not: { required: ['b'] } } };
  expect(judge(unknown, { a: 1 }, defaultToolPolicy).decision).toBe('allow');
});

test.each([
  [{ effects: { read: 'allow' } }, /read/],
  [{ tools: { x: 'auto' } }, /allow/],
  [{ files: { allowedRoots: ['relative'] } }, /absolute/],
  [{ files: { secretNames: ['{a,b}'.repeat(8)] } }, /alternatives/],
  [{ limits: { timeoutMs: 0 } }, /timeoutMs/],
])('a wrong policy is refused: %o', (input, message) => {
  expect(() => createToolPolicy(input as never)).toThrow(message);
});
