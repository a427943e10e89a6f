import type { ListPageWire } from '../http/list-page.ts';
import type { FilePurpose } from './file-purpose.ts';
import type { StoredFile } from './file-service.ts';

/** OpenAI's file object. Times are seconds since 1970. */
export interface FileWire {
  id: string;
  object: 'file';
  bytes: number;
  created_at: number;
  expires_at: number | null;
  filename: string;
  purpose: FilePurpose;
  status: 'processed' | 'error';
  status_details: string | null;
}

export type FilePageWire = ListPageWire<FileWire>;

export function encodeFile({ id, bytes, createdAt, expiresAt, filename, purpose, problem }: StoredFile): FileWire {
  return {
    id,
    object: 'file',
    bytes,
    created_at: Math.floor(Date.parse(createdAt) / 1000),
    expires_at: expiresAt === undefined ? null : Math.floor(Date.parse(expiresAt) / 1000),
    filename,
    purpose,
    status: problem === undefined ? 'processed' : 'error',
    status_details: problem ?? null,
  };
}
