import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { TuneloopError } from '@tuneloop/protocol';
import type { FileDetails, FileService, StoredFile } from '../src/files/file-service.ts';

export interface MemoryFiles extends FileService {
  /** What is kept, by the ids of files. */
  contents: Map<string, Buffer>;
  /** How many were received and neither kept nor discarded. */
  staged: () => number;
  add(content: string, details?: Partial<FileDetails>): StoredFile;
}

/** Files that last as long as the process; an upload of more than `diskBytes` finds the disk full. */
export function createMemoryFiles({ diskBytes = Infinity }: { diskBytes?: number } = {}): MemoryFiles {
  const files: StoredFile[] = [];
  const contents = new Map<string, Buffer>();
  let staged = 0;
  const get = async (id: string): Promise<StoredFile> => {
    const file = files.find((candidate) => candidate.id === id);
    if (file) return file;
    throw new TuneloopError('NOT_FOUND', `There is no file "${id}".`);
  };
  const add = (content: Buffer, { expiresAfterSeconds, ...details }: FileDetails): StoredFile => {
    const file: StoredFile = {
      id: `file-${files.length + 1}`,
      bytes: content.length,
      createdAt: '2026-11-21T00:00:00.000Z',
      ...(expiresAfterSeconds !== undefined && { expiresAt: '2026-12-21T00:00:00.000Z' }),
      ...details,
    };
    files.push(file);
    contents.set(file.id, content);
    return file;
  };
  return {
    contents,
    staged: () => staged,
    add: (content, details) =>
      add(Buffer.from(content), { filename: 'rows.jsonl', purpose: 'fine-tune', owner: undefined, ...details }),
    async stage(content, { signal } = {}) {
      const abort = (): void => void content.destroy(TuneloopError.from(signal?.reason));
      signal?.addEventListener('abort', abort);
      const received = await buffer(content).finally(() => signal?.removeEventListener('abort', abort));
      if (received.length > diskBytes) throw new TuneloopError('RESOURCE_EXHAUSTED', 'The disk is full.');
      staged += 1;
      let isOpen = true;
      const close = (): void => {
        staged -= Number(isOpen);
        isOpen = false;
      };
      return {
        bytes: received.length,
        async keep(details) {
          close();
          return add(received, details);
        },
        discard: async () => close(),
      };
    },
    get,
    async list({ purpose, order, after, limit, scope }) {
      const visible = files.filter(
        (file) =>
          (purpose === undefined || file.purpose === purpose) && (scope === 'all' || scope.owner === file.owner),
      );
      if (order === 'desc') visible.reverse();
      const rest = visible.slice(after === undefined ? 0 : visible.findIndex(({ id }) => id === after) + 1);
      return { files: rest.slice(0, limit), hasMore: rest.length > limit };
    },
    open: ({ id }) => Readable.from([contents.get(id)]),
    async remove(file) {
      files.splice(files.indexOf(file), 1);
      contents.delete(file.id);
    },
  };
}
