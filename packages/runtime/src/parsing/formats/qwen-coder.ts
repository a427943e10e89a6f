import type { ToolDefinition } from '@tuneloop/protocol';
import type { OutputSink } from '../output-sink.ts';
import type { Parsing, TextSource } from '../text-source.ts';
import { readUpTo, toolName } from '../tool-name.ts';
import { createParameterWriter } from './parameter-writer.ts';
import type { ToolCallFormat } from './tool-call-format.ts';

const functionStart = '<function=';
const functionEnd = '</function>';
const parameterStart = '<parameter=';
const parameterEnd = '</parameter>';
const callStart = '<tool_call>';
const callEnd = '</tool_call>';

/**
 * `<tool_call><function=name><parameter=key>value</parameter></function></tool_call>`, values being plain text:
 * Qwen3-Coder, Qwen3.5, Nemotron 3. `<tool_call>` is left out at times.
 *
 * Source: https://huggingface.co/Qwen/Qwen3-Coder-30B-A3B-Instruct, its chat template and `qwen3coder_tool_parser.py`
 */
export const qwenCoder: ToolCallFormat = {
  name: 'qwen-coder',
  markup: [callStart, callEnd],
  *parse(source, sink, tools) {
    while ((yield* source.until([callStart, functionStart], (piece) => sink.text(piece))) !== undefined) {
      if (!(yield* call(source, sink, tools))) sink.text(source.take());
    }
  },
};

function* call(source: TextSource, sink: OutputSink, tools: readonly ToolDefinition[]): Parsing<boolean> {
  source.rewind();
  const opened = yield* source.accept(callStart);
  yield* source.skipSpace();
  if (!(yield* source.accept(functionStart))) return false;
  const name = yield* readUpTo(source, '>', toolName);
  if (name === undefined) return false;
  source.drop();
  sink.toolCallStart(name);
  const tool = tools.find((candidate) => candidate.name === name);
  let separator = '{';
  for (;;) {
    yield* source.skipSpace();
    if (!(yield* source.accept(parameterStart))) break;
    const key = yield* readUpTo(source, '>', /^[^<\n]{1,100}$/);
    if (key === undefined) break;
    source.drop();
    sink.toolCallArguments(`${separator}${JSON.stringify(key)}: `);
    separator = ', ';
    const value = createParameterWriter(tool, key, (text) => sink.toolCallArguments(text));
    yield* source.until([parameterEnd], ({ text }) => value.push(text));
    value.end();
    source.drop();
  }
  source.rewind();
  sink.toolCallArguments(separator === '{' ? '{}' : '}');
  sink.toolCallEnd();
  for (const closer of opened ? [functionEnd, callEnd] : [functionEnd]) {
    yield* source.skipSpace();
    if (yield* source.accept(closer)) source.drop();
    else source.rewind();
  }
  return true;
}
