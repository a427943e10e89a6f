/** As much of the Encoding standard's classes as Pyodide uses. */
interface TextCodecs {
  TextEncoder: new () => {
    encode: (text?: string) => Uint8Array;
    encodeInto: (text: string, target: Uint8Array) => { read: number; written: number };
  };
  TextDecoder: new (label?: string) => { decode: (input?: ArrayBuffer | ArrayBufferView) => string };
}

/**
 * `TextEncoder` and `TextDecoder` (UTF-8, UTF-16LE and Latin-1), which are Node's and not the language's. Evaluated from its
 * source inside of the realm, so it refers to nothing outside of itself. What is no UTF-8 becomes U+FFFD.
 */
export function createTextCodecs(): TextCodecs {
  /** Arguments of one call. */
  const chunk = 8192;

  class TextEncoder {
    encode(text = ''): Uint8Array {
      const bytes = new Uint8Array(3 * text.length);
      return bytes.slice(0, this.encodeInto(text, bytes).written);
    }

    encodeInto(text: string, target: Uint8Array): { read: number; written: number } {
      let read = 0;
      let written = 0;
      while (read < text.length) {
        const point = text.codePointAt(read)!;
        const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
        const length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
        if (written + length > target.length) break;
        if (length === 1) target[written] = code;
        else {
          target[written] = ((0xf00 >> length) & 0xff) | (code >> (6 * (length - 1)));
          for (let next = 1; next < length; next += 1) {
            target[written + next] = 0x80 | ((code >> (6 * (length - 1 - next))) & 63);
          }
        }
        written += length;
        read += point > 0xffff ? 2 : 1;
      }
      return { read, written };
    }
  }

  const units = (values: ArrayLike<number>): string => {
    let text = '';
    for (let at = 0; at < values.length; at += chunk) {
      text += String.fromCharCode(...Array.prototype.slice.call(values, at, at + chunk));
    }
    return text;
  };

  const fromUtf8 = (bytes: Uint8Array): string => {
    let text = '';
    let codes: number[] = [];
    for (let at = 0; at < bytes.length;) {
      const first = bytes[at]!;
      const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
      let point = length === 1 ? first : first & (0xff >> (length + 1));
      let valid = length > 0 && first < 0xf5 && at + length <= bytes.length;
      for (let next = 1; valid && next < length; next += 1) {
        const byte = bytes[at + next]!;
        valid = (byte & 0xc0) === 0x80;
        point = (point << 6) | (byte & 63);
      }
      const tooSmall = length === 3 ? 0x800 : length === 4 ? 0x10000 : 0;
      if (point < tooSmall || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) valid = false;
      at += valid ? length : 1;
      if (!valid) codes.push(0xfffd);
      else if (point < 0x10000) codes.push(point);
      else codes.push(0xd7c0 + (point >> 10), 0xdc00 | (point & 0x3ff));
      if (codes.length >= chunk) {
        text += units(codes);
        codes = [];
      }
    }
    return text + units(codes);
  };

  class TextDecoder {
    readonly encoding: string;
    constructor(label = 'utf-8') {
      this.encoding = label.toLowerCase();
    }

    decode(input?: ArrayBuffer | ArrayBufferView): string {
      if (input === undefined) return '';
      const bytes = ArrayBuffer.isView(input)
        ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
        : new Uint8Array(input);
      switch (this.encoding) {
        case 'utf-16le': {
          const codes = new Uint16Array(bytes.length >> 1);
          for (let at = 0; at < codes.length; at += 1) codes[at] = bytes[2 * at]! | (bytes[2 * at + 1]! << 8);
          return units(codes);
        }
        case 'latin1':
        case 'ascii':
          return units(bytes);
        default:
          return fromUtf8(bytes);
      }
    }
  }

  return { TextEncoder, TextDecoder };
}
