import { randomBytes } from 'node:crypto';
import type { OutputEvent } from './output-event.ts';
import { OutputSink } from './output-sink.ts';
import { TextSource, type Parsing } from './text-source.ts';

/**
 * Takes a model's output apart as it streams. However the output is cut, the events are the same, but for where deltas
 * are cut. Nothing throws: what doesn't have the model's format is content, and no text is lost.
 */
export interface OutputParser {
  /** Whether what comes next is reasoning, as far as can be told. */
  readonly inReasoning: boolean;
  push(text: string): OutputEvent[];
  /** The output is over: what was held back as a possible beginning of markup is decided. */
  end(): OutputEvent[];
}

/** Reads one output to its end. */
export type OutputFormat = (source: TextSource, sink: OutputSink) => Parsing;

/** Nine letters and digits, which is what Mistral's templates insist on and all others accept. */
function createCallId(): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  return Array.from(randomBytes(9), (byte) => alphabet[byte % alphabet.length]).join('');
}

export function createOutputParser(format: OutputFormat, createId: () => string = createCallId): OutputParser {
  const source = new TextSource();
  const sink = new OutputSink(createId);
  const parsing = format(source, sink);
  // Up to where it waits for the first text, so that reasoning that the prompt opened is known.
  parsing.next();
  return {
    get inReasoning() {
      return sink.inReasoning;
    },
    push(text) {
      source.append(text);
      parsing.next();
      return sink.drain();
    },
    end() {
      source.end();
      parsing.next();
      sink.end();
      return sink.drain();
    },
  };
}
