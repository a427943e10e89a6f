/** Position of a file among the parts of a split GGUF: `model-00002-of-00003.gguf`. */
export interface FilePart {
  prefix: string;
  /** From 1. */
  index: number;
  count: number;
}

const pattern = /^(?<prefix>.*)-(?<index>\d{5})-of-(?<count>\d{5})\.gguf$/is;

export function parseFilePart(path: string): FilePart | undefined {
  const { prefix, index, count } = pattern.exec(path)?.groups ?? {};
  if (prefix === undefined || index === undefined || count === undefined) return undefined;
  return { prefix, index: Number(index), count: Number(count) };
}

/** All parts of the file that `path` is a part of, the first one first; `path` alone when it's whole. */
export function filePartPaths(path: string): string[] {
  const part = parseFilePart(path);
  if (part === undefined) return [path];
  return Array.from({ length: part.count }, (_, at) => {
    return `${part.prefix}-${fiveDigits(at + 1)}-of-${fiveDigits(part.count)}.gguf`;
  });
}

function fiveDigits(value: number): string {
  return String(value).padStart(5, '0');
}

export function withoutPartNumber(path: string): string {
  const part = parseFilePart(path);
  return part === undefined ? path : `${part.prefix}.gguf`;
}
