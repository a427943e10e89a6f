import { connect, type Socket } from 'node:net';

/** What takes one answer as it comes. */
export interface AnswerReader {
  /** @param headers lines as they came. */
  head(status: number, headers: string): void;
  /** A piece of the body, a character for each byte. */
  body(text: string): void;
  /** Once, with what went wrong where it is not whole. */
  end(error?: string): void;
}

/** Longer than any answer takes here: whatever hangs fails. */
const limitMs = 120_000;

/**
 * One request at a time over a connection that stays open, as far as the server under load speaks HTTP/1.1. Node's own client
 * takes as long for a request as the server for a refusal, and on a machine that both share it would be what is measured.
 */
export class HttpConnection {
  readonly #socket: Socket;
  readonly #onFree: () => void;
  #reader: AnswerReader | undefined;
  #text = '';
  #part: 'head' | 'whole' | 'size' | 'chunk' | 'last' = 'head';
  /** Bytes of the part that comes. */
  #length = 0;
  #isLast = false;

  /** @param onFree called when it can take another request; @param onGone when it never can again. */
  constructor(url: URL, onFree: () => void, onGone: () => void) {
    this.#onFree = onFree;
    this.#socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    this.#socket.setEncoding('latin1').setTimeout(limitMs);
    let problem = 'the connection closed';
    this.#socket.on('data', (text: string) => this.#take(text));
    this.#socket.on('timeout', () => this.#socket.destroy(new Error('no answer in time')));
    this.#socket.on('error', ({ message }) => (problem = message));
    this.#socket.on('close', () => {
      onGone();
      this.#reader?.end(problem);
      this.#reader = undefined;
    });
  }

  /** Must be free. */
  send(request: Buffer, reader: AnswerReader): void {
    this.#reader = reader;
    this.#socket.write(request);
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(text: string): void {
    this.#text += text;
    while (this.#reader !== undefined && this.#step(this.#reader));
  }

  /** @returns false when more has to come first. */
  #step(reader: AnswerReader): boolean {
    if (this.#part === 'head' || this.#part === 'size') {
      const mark = this.#part === 'head' ? '\r\n\r\n' : '\r\n';
      const end = this.#text.indexOf(mark);
      if (end === -1) return false;
      const line = this.#cut(end + mark.length);
      if (this.#part === 'head') this.#readHead(line, reader);
      else this.#readSize(line);
      return true;
    }
    // A chunk ends with a line break of its own, and so does the last one, which is empty.
    const extra = this.#part === 'whole' ? 0 : 2;
    if (this.#text.length < this.#length + extra) return false;
    const body = this.#cut(this.#length + extra).slice(0, this.#length);
    if (body !== '') reader.body(body);
    if (this.#part === 'chunk') this.#part = 'size';
    else this.#finish(reader);
    return true;
  }

  #readHead(head: string, reader: AnswerReader): void {
    reader.head(Number(head.slice(9, 12)), head);
    this.#isLast = /\r\nconnection: close\r\n/i.test(head);
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    this.#part = length === undefined ? 'size' : 'whole';
    this.#length = Number(length ?? 0);
  }

  #readSize(line: string): void {
    this.#length = Number.parseInt(line, 16);
    this.#part = this.#length === 0 ? 'last' : 'chunk';
  }

  #finish(reader: AnswerReader): void {
    this.#reader = undefined;
    this.#part = 'head';
    if (this.#isLast) this.#socket.destroy();
    else this.#onFree();
    reader.end();
  }

  #cut(length: number): string {
    const text = this.#text.slice(0, length);
    this.#text = this.#text.slice(length);
    return text;
  }
}
