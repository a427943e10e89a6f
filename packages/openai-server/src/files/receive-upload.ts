import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { TuneloopError } from '@tuneloop/protocol';
import type { Request } from 'express';
import { requestProblem } from '../errors/request-problem.ts';
import { drainRequest } from '../http/read-body.ts';
import type { FileService, StagedFile } from './file-service.ts';

/** What came in a form. */
export interface Upload {
  filename: string;
  file: StagedFile;
  /** The other fields. */
  fields: ReadonlyMap<string, string>;
}

interface ReceiveOptions {
  files: FileService;
  /** Of the file. */
  limitBytes: number;
  /** Aborted when the client goes away. */
  signal: AbortSignal;
}

/** Beside the file itself: boundaries, headers and the other fields. */
const formBytes = 64 * 1024;

/**
 * Reads a `multipart/form-data` body with one file, named `file`, and writes it as it comes; memory does not grow with it.
 *
 * Errors: `INVALID_REQUEST` (`unsupported_media_type`, `body_too_large`, a malformed body, no file, two files), `ABORTED`,
 * and those of `FileService.stage`. Nothing is left of a body that is refused.
 */
export async function receiveUpload(request: Request, { files, limitBytes, signal }: ReceiveOptions): Promise<Upload> {
  if (!/^multipart\/form-data\s*;/i.test(request.get('content-type') ?? '')) {
    const message = 'Send the file as "Content-Type: multipart/form-data", in a field named "file".';
    throw requestProblem('unsupported_media_type', message);
  }
  if (Number(request.get('content-length') ?? 0) > limitBytes + formBytes) {
    await new Promise<void>((resolve) => drainRequest(request, resolve));
    throw tooLarge(limitBytes);
  }
  const fields = new Map<string, string>();
  const received: { filename: string; stream: BusboyFileStream; file: Promise<StagedFile> }[] = [];
  const stray: string[] = [];
  const parser = openParser(request, limitBytes);
  parser.on('field', (name, value) => fields.set(name, value));
  parser.on('file', (name, stream, filename) => {
    if (name !== 'file' || received.length > 0) {
      stray.push(name);
      stream.resume();
      return;
    }
    const file = files.stage(stream, { signal });
    // The rest is read all the same, so that the answer reaches a client that is still sending.
    file.catch(() => stream.resume());
    received.push({ filename, stream, file });
  });
  try {
    await parse(request, parser, signal);
    if (received.some(({ stream }) => stream.truncated)) throw tooLarge(limitBytes);
    const [upload] = received;
    if (stray[0] !== undefined) throw requestProblem('invalid_value', 'An upload has one file, "file".', stray[0]);
    if (!upload) throw requestProblem('missing_required_parameter', 'Missing required parameter: "file".', 'file');
    return { filename: upload.filename, file: await upload.file, fields };
  } catch (error) {
    for (const { stream, file } of received) {
      if (!stream.readableEnded) stream.destroy(TuneloopError.from(error));
      await file.then(
        (staged) => staged.discard(),
        () => undefined,
      );
    }
    throw error;
  }
}

function openParser(request: Request, limitBytes: number): BusboyInstance {
  try {
    return new Busboy({
      headers: { ...request.headers, 'content-type': request.get('content-type') ?? '' },
      limits: { fileSize: limitBytes, files: 2, fields: 20, parts: 30, fieldSize: 4096, headerPairs: 50 },
    });
  } catch (error) {
    throw malformed(error);
  }
}

function parse(request: Request, parser: BusboyInstance, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => signal.removeEventListener('abort', onAbort);
    const onAbort = (): void => {
      request.unpipe(parser);
      reject(TuneloopError.from(signal.reason));
    };
    parser.once('finish', () => {
      stop();
      resolve();
    });
    parser.on('error', (error) => {
      stop();
      request.unpipe(parser).resume();
      reject(malformed(error));
    });
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    request.pipe(parser);
  });
}

function malformed(error: unknown): TuneloopError {
  const reason = error instanceof Error ? error.message : String(error);
  return requestProblem('invalid_value', `The form of the request cannot be read: ${reason}.`);
}

function tooLarge(limitBytes: number): TuneloopError {
  const megabytes = (limitBytes / 1024 / 1024).toFixed(1);
  return requestProblem('body_too_large', `The file is larger than this server takes (${megabytes} MiB).`, 'file');
}
