import type { ToolDefinition } from '@tuneloop/protocol';
import type { OutputSink } from '../output-sink.ts';
import type { Parsing, TextSource } from '../text-source.ts';
import type { CallNotation } from './call-notation.ts';

/** How a family of models writes calls of tools. */
export interface ToolCallFormat {
  name: string;
  /** What the parser reads; where a tokeniser has one of them as a control token, the engine must show its text. */
  markup: readonly string[];
  /** What begins calls, where it is a token that stands nowhere else: it ends thoughts whose own end is missing. */
  callStart?: string;
  /** Where there is markup around content and reasoning too, so that outputs without calls have to be read as well. */
  frames?: ContentFrames;
  /** Reads an output, or what follows its reasoning, to its end. */
  parse(source: TextSource, sink: OutputSink, tools: readonly ToolDefinition[]): Parsing;
  /** How a grammar writes calls in this format, and calls are written that a template leaves out of what was said. */
  notation: CallNotation;
}

/** What a grammar writes before an answer. */
export interface ContentFrames {
  /** Around thoughts, where they are part of the format. */
  thoughts?: { open: string; close: string };
  /** Before content. */
  answer?: string;
}
