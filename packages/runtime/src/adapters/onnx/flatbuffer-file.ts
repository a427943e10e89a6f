import type { FileHandle } from 'node:fs/promises';

/** Thrown where an offset leads out of the file, or a table is none. */
export class FlatbufferFault extends Error {}

/** A table's fields, by their number: where the value stands; left out ones are not in it. */
export type FlatbufferTable = ReadonlyMap<number, number>;

/** Most adapters are read at once: their parts stand all over the file. Of others some pages are kept. */
const readWhole = 16 * 1024 * 1024;
const pageBytes = 16 * 1024;
const keptPages = 64;
const longestText = 64 * 1024;
const mostFields = 64;

/**
 * Reads single values of a FlatBuffer, wherever they stand, without the rest of the file. Every offset is checked. Format:
 * https://flatbuffers.dev/internals/
 */
export class FlatbufferFile {
  readonly #file: FileHandle;
  readonly sizeBytes: number;
  readonly #pageBytes: number;
  /** By their number, the one that was used last comes last. */
  readonly #pages = new Map<number, Buffer>();

  constructor(file: FileHandle, sizeBytes: number) {
    this.#file = file;
    this.sizeBytes = sizeBytes;
    this.#pageBytes = sizeBytes <= readWhole ? sizeBytes : pageBytes;
  }

  async uint32(at: number): Promise<number> {
    return (await this.#bytes(at, 4)).readUInt32LE();
  }

  /** Where an offset that stands at `at` leads. */
  async follow(at: number): Promise<number> {
    return at + (await this.uint32(at));
  }

  async table(at: number): Promise<FlatbufferTable> {
    const layout = at - (await this.#bytes(at, 4)).readInt32LE();
    const count = Math.min(mostFields, ((await this.#bytes(layout, 2)).readUInt16LE() - 4) / 2);
    const fields = new Map<number, number>();
    for (let field = 0; field < count; field++) {
      const offset = (await this.#bytes(layout + 4 + 2 * field, 2)).readUInt16LE();
      if (offset !== 0) fields.set(field, at + offset);
    }
    return fields;
  }

  /** A vector's length and where its first element stands; all of them are within the file. */
  async vector(at: number, elementBytes: number): Promise<{ length: number; start: number }> {
    const place = await this.follow(at);
    const length = await this.uint32(place);
    const start = place + 4;
    if (start + length * elementBytes > this.sizeBytes) throw this.#leavesFile(start + length * elementBytes);
    return { length, start };
  }

  async text(at: number): Promise<string> {
    const { length, start } = await this.vector(at, 1);
    if (length >= longestText) throw new FlatbufferFault('a name is too long');
    // A zero ends it, which is not counted.
    return (await this.#bytes(start, length + 1)).toString('utf8', 0, length);
  }

  /** Of 64 bits, exact up to 2^53. */
  async int64s(at: number): Promise<number[]> {
    const { length, start } = await this.vector(at, 8);
    if (length > mostFields) throw new FlatbufferFault('a shape has too many dimensions');
    const bytes = await this.#bytes(start, 8 * length);
    return Array.from({ length }, (_, index) => Number(bytes.readBigInt64LE(8 * index)));
  }

  /** Of any length, not kept. */
  async bytes({ start, length }: { start: number; length: number }): Promise<Buffer> {
    const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(length), 0, length, start);
    if (bytesRead < length) throw this.#leavesFile(start + length);
    return buffer;
  }

  async latin1(at: number, length: number): Promise<string> {
    return (await this.#bytes(at, length)).toString('latin1');
  }

  async #bytes(at: number, length: number): Promise<Buffer> {
    if (at < 0 || at + length > this.sizeBytes) throw this.#leavesFile(at + length);
    const first = Math.floor(at / this.#pageBytes);
    const last = Math.floor((at + length - 1) / this.#pageBytes);
    const from = at - first * this.#pageBytes;
    if (first === last) return (await this.#page(first)).subarray(from, from + length);
    const pages: Buffer[] = [];
    for (let page = first; page <= last; page++) pages.push(await this.#page(page));
    return Buffer.concat(pages).subarray(from, from + length);
  }

  async #page(number: number): Promise<Buffer> {
    const start = number * this.#pageBytes;
    const page =
      this.#pages.get(number) ??
      (await this.bytes({ start, length: Math.min(this.#pageBytes, this.sizeBytes - start) }));
    this.#pages.delete(number);
    this.#pages.set(number, page);
    const [oldest] = this.#pages.keys();
    if (this.#pages.size > keptPages && oldest !== undefined) this.#pages.delete(oldest);
    return page;
  }

  #leavesFile(end: number): FlatbufferFault {
    return new FlatbufferFault(`it has ${this.sizeBytes} bytes, but byte ${end} is needed`);
  }
}
