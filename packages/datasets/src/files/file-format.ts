import { TuneloopError } from '@tuneloop/protocol';

/** How rows are written down. `json`: an array, or objects one behind the other; `tsv`: CSV with tabs. */
export type FileFormat = 'jsonl' | 'json' | 'csv' | 'tsv' | 'parquet';

/** Around the whole file. Parquet compresses inside, and is never wrapped. */
export type Compression = 'none' | 'gzip' | 'zstd';

export const fileFormats: readonly FileFormat[] = ['jsonl', 'json', 'csv', 'tsv', 'parquet'];

const formatByExtension: Readonly<Record<string, FileFormat>> = {
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  json: 'json',
  csv: 'csv',
  tsv: 'tsv',
  parquet: 'parquet',
};

const compressionByExtension: Readonly<Record<string, Compression>> = { gz: 'gzip', zst: 'zstd', zstd: 'zstd' };

/** What a name says, as far as it says anything: `train.jsonl.gz` is JSONL in gzip. */
export function fileFormatOfName(name: string): { format?: FileFormat; compression: Compression } {
  const extensions = name.toLowerCase().split('.').slice(1);
  const last = extensions.at(-1) ?? '';
  const compression = compressionByExtension[last];
  const format = formatByExtension[compression ? (extensions.at(-2) ?? '') : last];
  return { ...(format && { format }), compression: compression ?? 'none' };
}

const gzipMagic = [0x1f, 0x8b];
const zstdMagic = [0x28, 0xb5, 0x2f, 0xfd];

/** What the first bytes of a file say (RFC 1952, RFC 8878); two to four of them are enough. */
export function compressionOfBytes(head: Uint8Array): Compression {
  if (startsWith(head, gzipMagic)) return 'gzip';
  if (startsWith(head, zstdMagic)) return 'zstd';
  return 'none';
}

/**
 * What the first bytes of uncompressed content say: `PAR1`, an array, an object on one line, objects over several lines.
 * Anything else may be CSV, but is not guessed to be.
 */
export function formatOfBytes(head: Uint8Array): FileFormat | undefined {
  const text = new TextDecoder().decode(head).trimStart();
  if (text.startsWith('PAR1')) return 'parquet';
  if (text.startsWith('[')) return 'json';
  if (!text.startsWith('{')) return undefined;
  return /^\{\s*[\r\n]/.test(text) ? 'json' : 'jsonl';
}

/** Errors: `INVALID_REQUEST`, which names what to do. */
export function unknownFormat(name: string): TuneloopError {
  return new TuneloopError(
    'INVALID_REQUEST',
    `The format of ${name} is not known. Name it with one of ${Object.keys(formatByExtension)
      .map((extension) => `.${extension}`)
      .join(', ')}, or say it with \`format\`.`,
  );
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}
