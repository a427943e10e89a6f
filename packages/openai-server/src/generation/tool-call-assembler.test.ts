import { expect, test } from 'vitest';
import { ToolCallAssembler, type ToolCallEvent } from './tool-call-assembler.ts';

const begin = (index: number, id: string): ToolCallEvent => ({ type: 'tool-call-start', index, id, name: 'add' });
const more = (index: number, text: string): ToolCallEvent => ({ type: 'tool-call-delta', index, arguments: text });
const end = (index: number): ToolCallEvent => ({ type: 'tool-call-end', index });

test('calls that come at the same time are put together, one that is cut off stays apart', () => {
  const calls = new ToolCallAssembler();
  const first = { id: 'a', name: 'add', arguments: '{"x":1}' };
  for (const event of [begin(0, 'a'), begin(1, 'b'), more(0, '{"x"'), more(1, '{'), more(0, ':1}')]) {
    expect(calls.add(event)).toBeUndefined();
  }
  expect(calls.whole).toEqual([]);
  expect(calls.add(end(0))).toEqual(first);
  expect(calls.whole).toEqual([first]);
  expect(calls.cut).toEqual([{ index: 1, id: 'b', name: 'add', arguments: '{' }]);
  expect(calls.begun.map(({ id }) => id)).toEqual(['a', 'b']);
});

test('the next generation counts anew, and events of a call that never began are nothing', () => {
  const calls = new ToolCallAssembler();
  for (const event of [begin(0, 'a'), more(0, '{}'), end(0), begin(0, 'b'), more(0, '[')]) calls.add(event);
  expect(calls.whole).toEqual([]);
  expect(calls.add(end(7))).toBeUndefined();
  expect(calls.add(end(0))).toEqual({ id: 'b', name: 'add', arguments: '[' });
});
