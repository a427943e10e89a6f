import { jsonCalls } from '../json-call.ts';
import { jsonNotation } from './call-notation.ts';
import type { ToolCallFormat } from './tool-call-format.ts';

const actionStart = '<|START_ACTION|>';
const actionEnd = '<|END_ACTION|>';
/** Around content; it says nothing. */
const frames = ['<|START_RESPONSE|>', '<|END_RESPONSE|>', '<|START_TEXT|>', '<|END_TEXT|>'];

/**
 * `<|START_RESPONSE|>` content `<|END_RESPONSE|>`, and calls as
 * `<|START_ACTION|>[{"tool_call_id": "0", "tool_name": …, "parameters": …}]<|END_ACTION|>`: Cohere's Command R7B and A.
 * Its ids count from 0 in each conversation, so that calls get ids of ours.
 *
 * Source: https://docs.cohere.com/docs/command-r7b-hf
 */
export const cohere: ToolCallFormat = {
  name: 'cohere',
  markup: [actionStart, actionEnd, ...frames],
  callStart: actionStart,
  frames: {},
  *parse(source, sink, tools) {
    const markers = [...frames, ...(tools.length > 0 ? [actionStart] : [])];
    let marker: string | undefined;
    while ((marker = yield* source.until(markers, (piece) => sink.text(piece))) !== undefined) {
      if (marker !== actionStart) source.drop();
      else if (yield* jsonCalls(source, sink, { closers: [actionEnd] })) {
        yield* source.skipSpace();
        if (yield* source.accept(actionEnd)) source.drop();
        else source.rewind();
      } else sink.text(source.take());
    }
  },
  notation: {
    ...jsonNotation({ argumentsKey: 'parameters' }),
    open: `${actionStart}[\n    `,
    close: `\n]${actionEnd}`,
    between: ',\n    ',
    before: (name) => [
      '{"tool_call_id": "',
      { rule: '[0-9]{1,3}', example: '0' },
      `", "tool_name": ${JSON.stringify(name)}, "parameters": `,
    ],
  },
};
