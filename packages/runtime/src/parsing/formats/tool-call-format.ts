import type { ToolDefinition } from '@tuneloop/protocol';
import type { OutputSink } from '../output-sink.ts';
import type { Parsing, TextSource } from '../text-source.ts';

/** How a family of models writes calls of tools. */
export interface ToolCallFormat {
  name: string;
  /** What the parser reads; where a tokeniser has one of them as a control token, the engine must show its text. */
  markup: readonly string[];
  /** Reads an output, or what follows its reasoning, to its end. */
  parse(source: TextSource, sink: OutputSink, tools: readonly ToolDefinition[]): Parsing;
  /**
   * How a grammar writes a call in this format, where it can: the call is a JSON object with its name and, under
   * `argumentsKey`, its arguments. A grammar takes control tokens by their text.
   */
  notation?: { open: string; close: string; argumentsKey: 'arguments' | 'parameters'; severalCalls: boolean };
}
