/** A field of a protobuf message: its number, and a whole number, a text, or a message. */
export type ProtobufEntry = readonly [number: number, value: number | string | Buffer];

/** Writes a message; what is `undefined` is left out. */
export function protobufMessage(entries: readonly (ProtobufEntry | undefined)[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => {
      if (entry === undefined) return [];
      const [number, value] = entry;
      if (typeof value === 'number') return [varint(number * 8), varint(value)];
      const bytes = typeof value === 'string' ? Buffer.from(value) : value;
      return [varint(number * 8 + 2), varint(bytes.length), bytes];
    }),
  );
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}
