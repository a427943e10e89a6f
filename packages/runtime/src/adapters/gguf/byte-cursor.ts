/** What is wrong with the bytes of a file. */
export interface FileFault {
  kind: 'truncated' | 'damaged';
  message: string;
}

/** Thrown inside the parser alone; it never leaves this folder. */
export class FaultSignal extends Error {
  readonly fault: FileFault;
  constructor(kind: FileFault['kind'], message: string) {
    super(message);
    this.fault = { kind, message };
  }
}

/** Reads little-endian values one after another; never behind the end of what there is. */
export class ByteCursor {
  readonly #bytes: Buffer;
  #offset = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get offset(): number {
    return this.#offset;
  }

  uint8(): number {
    return this.#bytes.readUInt8(this.#advance(1));
  }

  int8(): number {
    return this.#bytes.readInt8(this.#advance(1));
  }

  uint16(): number {
    return this.#bytes.readUInt16LE(this.#advance(2));
  }

  int16(): number {
    return this.#bytes.readInt16LE(this.#advance(2));
  }

  uint32(): number {
    return this.#bytes.readUInt32LE(this.#advance(4));
  }

  int32(): number {
    return this.#bytes.readInt32LE(this.#advance(4));
  }

  float32(): number {
    return this.#bytes.readFloatLE(this.#advance(4));
  }

  float64(): number {
    return this.#bytes.readDoubleLE(this.#advance(8));
  }

  int64(): number {
    return Number(this.#bytes.readBigInt64LE(this.#advance(8)));
  }

  /** Exact up to 2^53; a count or a size above that is damage, since no file is so long. */
  uint64(): number {
    return Number(this.#bytes.readBigUInt64LE(this.#advance(8)));
  }

  text(): string {
    const length = this.uint64();
    const start = this.#advance(length);
    return this.#bytes.toString('utf8', start, start + length);
  }

  skip(byteLength: number): void {
    this.#advance(byteLength);
  }

  /** The position before the step. */
  #advance(byteLength: number): number {
    const start = this.#offset;
    if (byteLength > this.#bytes.length - start) {
      throw new FaultSignal('truncated', `it ends inside its header, at ${this.#bytes.length} bytes`);
    }
    this.#offset = start + byteLength;
    return start;
  }
}
