import { expect, test } from 'vitest';
import type { ReadResult } from '../line-reader.ts';
import { askApproval, type CallToApprove, type Decision } from './approval.ts';

const call: CallToApprove = {
  name: 'write_file',
  arguments: '{"path":"/x","lines":["a\\u001b[2J"],"note":"one\\ntwo"}',
  reason: 'write_file writes, and effects.writes is "ask".',
  effects: { reads: false, writes: true, network: false, destructive: true, idempotent: true },
};

function person(...answers: string[]): {
  ask: (approved?: Set<string>) => Promise<Decision>;
  said: string[];
  asked: () => number;
} {
  const said: string[] = [];
  let asked = 0;
  const read = async (): Promise<ReadResult> => {
    const answer = answers[asked] ?? 'end';
    asked += 1;
    if (answer === 'end') return { type: 'end' };
    return answer === 'interrupt' ? { type: 'interrupt', hadText: false } : { type: 'text', text: answer };
  };
  const ask = (approved = new Set<string>()): Promise<Decision> =>
    askApproval(call, { approved, say: (text) => said.push(text), read });
  return { ask, said, asked: () => asked };
}

test('shows all of what would run', async () => {
  const { ask, said } = person('y');
  expect(await ask()).toBe('approve');
  const shown = said.join('\n');
  expect(shown).toContain('May it run write_file (writes, destroys)?');
  expect(shown).toContain('    path: "/x"\n    lines: ["a\\u001b[2J"]\n    note:\n    │ one\n    │ two');
});

test('nothing but a clear answer counts', async () => {
  const { ask, asked } = person('', 'yes please', 'ok', 'yn', 'Y');
  expect(await ask()).toBe('approve');
  expect(asked()).toBe(5);
});

test.each([
  ['n', ''],
  ['No', ''],
  ['n it is mine', 'it is mine'],
  ['no, not yet', 'not yet'],
])('%j refuses', async (answer, refuse) => {
  expect(await person(answer).ask()).toEqual({ refuse });
});

test('always asks no more, for this tool', async () => {
  const approved = new Set<string>();
  expect(await person('a').ask(approved)).toBe('approve');
  const later = person();
  expect(await later.ask(approved)).toBe('approve');
  expect(later.asked()).toBe(0);
  await expect(person('end').ask(new Set(['other']))).rejects.toMatchObject({ code: 'ABORTED' });
});

test.each(['interrupt', 'end'] as const)('%s stops the answer', async (how) => {
  await expect(person(how).ask()).rejects.toMatchObject({ code: 'ABORTED' });
});
