import { pipeline } from 'node:stream/promises';
import { TuneloopError } from '@tuneloop/protocol';
import type { Request, Response } from 'express';
import { ownerScopeOf } from '../auth/owner-scope.ts';
import { clientOf } from '../auth/require-scope.ts';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { encodeListPage } from '../http/list-page.ts';
import { sendJson } from '../http/send-json.ts';
import type { RouterSettings } from '../router/router-options.ts';
import type { FileService, StoredFile } from './file-service.ts';
import { encodeFile } from './file-wire.ts';
import { receiveUpload } from './receive-upload.ts';
import { decodeFileQuery, decodeUploadFields } from './request-wire.ts';

export interface FileCall {
  files: FileService;
  settings: Pick<RouterSettings, 'limits'>;
  request: Request;
  response: Response;
}

/** `POST /v1/files`. Errors: those of `receiveUpload`, `INVALID_REQUEST` (fields). */
export async function answerUpload({ files, settings, request, response }: FileCall): Promise<void> {
  const signal = disconnectSignal(response);
  const { fileBytes } = settings.limits;
  const { filename, file, fields } = await receiveUpload(request, { files, limitBytes: fileBytes, signal });
  try {
    const { purpose, expires_after: expiry } = decodeUploadFields(fields);
    const details = { filename, purpose, owner: clientOf(request)?.id, expiresAfterSeconds: expiry?.seconds };
    sendJson(response, 200, encodeFile(await file.keep(details, { signal })));
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** `GET /v1/files`. Errors: `INVALID_REQUEST`. */
export async function answerList({ files, request, response }: FileCall): Promise<void> {
  const page = await files.list({ ...decodeFileQuery(request), scope: ownerScopeOf(request, 'admin') });
  sendJson(response, 200, encodeListPage(page.files.map(encodeFile), page.hasMore));
}

/** `GET /v1/files/{id}`. Errors: `NOT_FOUND`. */
export async function answerFile(call: FileCall): Promise<void> {
  sendJson(call.response, 200, encodeFile(await findFile(call.files, call.request, call.request.params['id'])));
}

/** `DELETE /v1/files/{id}`. Errors: `NOT_FOUND`. */
export async function answerRemove({ files, request, response }: FileCall): Promise<void> {
  const file = await findFile(files, request, request.params['id']);
  await files.remove(file);
  sendJson(response, 200, { id: file.id, object: 'file', deleted: true });
}

/** `GET /v1/files/{id}/content`. Errors: `NOT_FOUND`. */
export async function answerContent({ files, request, response }: FileCall): Promise<void> {
  const file = await findFile(files, request, request.params['id']);
  response.attachment(file.filename);
  // Never what the name says: what clients upload is not shown as a page of this server.
  response.setHeader('content-type', 'application/octet-stream');
  response.setHeader('content-length', file.bytes);
  response.setHeader('cache-control', 'no-store');
  try {
    await pipeline(files.open(file), response);
  } catch (error) {
    if (!response.headersSent) throw error;
    response.destroy();
  }
}

/** A key sees its own files, one with `admin` all. Errors: `NOT_FOUND`. */
export async function findFile(files: FileService, request: Request, id: unknown): Promise<StoredFile> {
  const file = await files.get(String(id));
  const scope = ownerScopeOf(request, 'admin');
  if (scope === 'all' || scope.owner === file.owner) return file;
  throw new TuneloopError('NOT_FOUND', `There is no file "${String(id).slice(0, 100)}".`);
}
