import type { OutputSink } from '../output-sink.ts';
import type { Parsing, Piece, TextSource } from '../text-source.ts';
import type { ToolCallFormat } from './tool-call-format.ts';

const start = '<|start|>';
const channel = '<|channel|>';
const message = '<|message|>';
const starts = [start, channel];
const ends = ['<|end|>', '<|call|>', '<|return|>', ...starts];

/** `assistant to=functions.f<|channel|>commentary to=functions.f <|constrain|>json`, each part where it is needed. */
const header =
  /^(?:<\|start\|>)?(?:assistant)?(?:\s*to=([\w.-]+))?\s*<\|channel\|>(analysis|commentary|final)(?: ?to=([\w.-]+))?\s*(?:(?:<\|constrain\|>)?\s*(?:json|code))?\s*<\|message\|>$/;
const longestHeader = 300;

/**
 * Messages on channels, `<|channel|>analysis<|message|>…<|end|>`: gpt-oss. `analysis` is reasoning, `final` content, and
 * so is `commentary`, unless it is addressed to a tool: `<|channel|>commentary to=functions.f …<|message|>{…}<|call|>`.
 *
 * Source: https://cookbook.openai.com/articles/openai-harmony
 */
export const harmony: ToolCallFormat = {
  name: 'harmony',
  markup: [...ends, message, '<|constrain|>'],
  frames: {
    thoughts: { open: `${channel}analysis${message}`, close: `<|end|>${start}assistant` },
    answer: `${channel}final${message}`,
  },
  *parse(source, sink) {
    // Where the prompt opened the message, the output may begin with whom it is addressed to.
    let marker = yield* source.acceptOneOf([' to=', 'to=']);
    marker ??= yield* source.until(starts, (piece) => sink.text(piece));
    while (marker !== undefined) {
      if (!(yield* readMessage(source, sink))) {
        source.advance(marker.length);
        sink.text(source.take());
      }
      marker = yield* source.until(starts, (piece) => sink.text(piece));
    }
  },
  // A call ends the turn by `<|call|>`, so that there is one alone.
  notation: {
    open: '',
    close: '',
    before: (name) => [`${channel}commentary to=functions.${name} <|constrain|>json${message}`],
    after: '',
  },
};

/** @returns false when its header is none; then the cursor is where it began. */
function* readMessage(source: TextSource, sink: OutputSink): Parsing<boolean> {
  source.rewind();
  const match = header.exec(yield* upToMessage(source));
  if (match === null) return false;
  source.advance(match[0].length);
  source.drop();
  const recipient = match[1] ?? match[3];
  if (recipient !== undefined) {
    sink.toolCallStart(recipient.replace(/^functions\./, ''));
    yield* body(source, ({ text }) => sink.toolCallArguments(text));
    sink.toolCallEnd();
  } else if (match[2] === 'analysis') {
    sink.beginReasoning();
    yield* body(source, ({ text }) => sink.reasoning(text));
    sink.endReasoning();
  } else yield* body(source, (piece) => sink.text(piece));
  return true;
}

/** What is ahead up to and with the first `<|message|>`; empty where none is near. */
function* upToMessage(source: TextSource): Parsing<string> {
  for (;;) {
    const { ahead } = source;
    const at = ahead.indexOf(message);
    if (at !== -1) return at > longestHeader ? '' : ahead.slice(0, at + message.length);
    if (source.ended || ahead.length > longestHeader + message.length) return '';
    yield;
  }
}

/** Up to the token that ends it, which is dropped, or to the next message. */
function* body(source: TextSource, show: (piece: Piece) => void): Parsing {
  const end = yield* source.until(ends, show);
  if (end === start || end === channel) source.rewind();
  else source.drop();
}
