import type { FileHandle } from 'node:fs/promises';

/** One field of a message: a number where it is a varint, else the place of its bytes in the file. */
export interface ProtobufField {
  number: number;
  value: number;
  /** Whether it has bytes, which may be a text, a message or several numbers. */
  hasBytes: boolean;
  start: number;
  end: number;
}

/** Thrown where the bytes are no message, or end within one. */
export class ProtobufFault extends Error {}

const windowBytes = 256 * 1024;
const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 };

/**
 * Walks the messages of a file without reading more of it than it has to: what a caller does not ask for, weights above
 * all, is skipped. Format: https://protobuf.dev/programming-guides/encoding/
 */
export class ProtobufReader {
  readonly #file: FileHandle;
  readonly sizeBytes: number;
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;

  constructor(file: FileHandle, sizeBytes: number) {
    this.#file = file;
    this.sizeBytes = sizeBytes;
  }

  /** The fields of the message from `start` to `end`. Throws `ProtobufFault`. */
  async *fields(start: number, end: number): AsyncGenerator<ProtobufField, void, void> {
    let at = start;
    while (at < end) {
      // A tag and a number have ten bytes each at most.
      if (!this.#holds(at, Math.min(20, end - at))) await this.#move(at);
      const field = this.#field(at, end);
      yield field;
      at = field.end;
    }
  }

  /** Throws `ProtobufFault` where it is longer than any name. */
  async text({ start, end }: ProtobufField): Promise<string> {
    if (end - start > windowBytes) throw new ProtobufFault('a name is too long');
    if (!this.#holds(start, end - start)) await this.#move(start);
    return this.#window.toString('utf8', start - this.#windowStart, end - this.#windowStart);
  }

  /** The numbers of a packed field. Throws `ProtobufFault`. */
  async packed({ start, end }: ProtobufField): Promise<number[]> {
    if (end - start > windowBytes) throw new ProtobufFault('a list is too long');
    if (!this.#holds(start, end - start)) await this.#move(start);
    const values: number[] = [];
    for (let at = start; at < end;) {
      const [value, next] = this.#varint(at, end);
      values.push(value);
      at = next;
    }
    return values;
  }

  #field(at: number, limit: number): ProtobufField {
    const [tag, begin] = this.#varint(at, limit);
    const number = tag >>> 3;
    const wire = tag & 7;
    let [value, start, end] = [0, begin, begin];
    if (wire === wireTypes.varint) [value, end] = this.#varint(begin, limit);
    else if (wire === wireTypes.fixed64) end = begin + 8;
    else if (wire === wireTypes.fixed32) end = begin + 4;
    else if (wire === wireTypes.bytes) {
      const [length, first] = this.#varint(begin, limit);
      start = first;
      end = first + length;
    } else throw new ProtobufFault(`there is no field at byte ${at}`);
    if (number === 0) throw new ProtobufFault(`there is no field at byte ${at}`);
    if (end > limit) throw new ProtobufFault(`a part of ${end - start} bytes at byte ${start} is cut off`);
    return { number, value, hasBytes: wire === wireTypes.bytes, start, end };
  }

  /** Exact up to 2^53, as sizes are. */
  #varint(at: number, limit: number): [value: number, next: number] {
    let value = 0;
    let scale = 1;
    for (let index = at; index < at + 10 && index < limit; index++) {
      const byte = this.#window[index - this.#windowStart] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return [value, index + 1];
      scale *= 128;
    }
    throw new ProtobufFault(`there is no number at byte ${at}`);
  }

  #holds(start: number, length: number): boolean {
    return start >= this.#windowStart && start + length <= this.#windowStart + this.#window.length;
  }

  async #move(start: number): Promise<void> {
    const size = Math.min(windowBytes, this.sizeBytes - start);
    const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(size), 0, size, start);
    this.#window = buffer.subarray(0, bytesRead);
    this.#windowStart = start;
  }
}
