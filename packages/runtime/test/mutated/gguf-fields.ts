export type FieldKind =
  | 'magic'
  | 'version'
  | 'tensor count'
  | 'value count'
  | 'key length'
  | 'value type'
  | 'text length'
  | 'list type'
  | 'list length'
  | 'number'
  | 'name length'
  | 'dimensions'
  | 'dimension'
  | 'tensor type'
  | 'offset';

/** A number in the header of a GGUF file that says how to read the rest. */
export interface GgufField {
  kind: FieldKind;
  /** Of which value or tensor. */
  of: string;
  at: number;
  bytes: 4 | 8;
}

const widths: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
};
const text = 8;
const list = 9;

/** Every such number of a whole file, and where the header ends. */
export function ggufFields(file: Buffer): { fields: GgufField[]; headerEnd: number } {
  const fields: GgufField[] = [];
  let at = 0;
  let of = '';
  const take = (kind: FieldKind, bytes: 4 | 8): number => {
    fields.push({ kind, of, at, bytes });
    at += bytes;
    return bytes === 4 ? file.readUInt32LE(at - 4) : Number(file.readBigUInt64LE(at - 8));
  };
  const takeText = (kind: FieldKind): string => {
    const length = take(kind, 8);
    at += length;
    return file.toString('utf8', at - length, at);
  };
  const takeValue = (type: number): void => {
    if (type === text) {
      takeText('text length');
    } else if (type === list) {
      const elements = take('list type', 4);
      const length = take('list length', 8);
      // Of a vocabulary the first is enough.
      for (let index = 0; index < length; index++) {
        if (elements === text) at += 8 + Number(file.readBigUInt64LE(at));
        else at += widths[elements]!;
      }
    } else if (widths[type] === 4 || widths[type] === 8) {
      take('number', widths[type]);
    } else {
      at += widths[type]!;
    }
  };

  take('magic', 4);
  take('version', 4);
  const tensors = take('tensor count', 8);
  const values = take('value count', 8);
  for (let index = 0; index < values; index++) {
    of = takeText('key length');
    takeValue(take('value type', 4));
  }
  for (let index = 0; index < tensors; index++) {
    of = takeText('name length');
    const dimensions = take('dimensions', 4);
    for (let dimension = 0; dimension < dimensions; dimension++) take('dimension', 8);
    take('tensor type', 4);
    take('offset', 8);
  }
  return { fields, headerEnd: at };
}
