import { errorSenderFor, limitDuration, readTokenFrom } from '@tuneloop/openai-server';
import type { Request, RequestHandler } from 'express';
import type { AdmissionGate, Arrival } from './admission-gate.ts';
import { isInference } from './inference-routes.ts';

/**
 * Lets requests through the gate, and refuses the others in the shape of their route before their body is read.
 *
 * @param knownId whose key a token was when it last came; `undefined` of others.
 */
export function admitRequests(gate: AdmissionGate, knownId: (token: string) => string | undefined): RequestHandler {
  return (request, response, next) => {
    const arrival = arrivalOf(request, knownId);
    // Neither computes anything nor brings anything.
    if (!arrival.isInference && arrival.announcedBytes === 0) {
      next();
      return;
    }
    try {
      response.once('close', gate.admit(arrival));
    } catch (error) {
      errorSenderFor(request.path)(response, error);
      return;
    }
    next();
  };
}

function arrivalOf(request: Request, knownId: (token: string) => string | undefined): Arrival {
  const { socket, headers, method, path } = request;
  const bytesBefore = socket.bytesRead;
  const token = readTokenFrom(headers);
  const key = token === undefined ? undefined : knownId(token);
  return {
    // Whoever makes up tokens has one share of the queue all the same.
    client: key === undefined ? `address ${request.ip}` : `key ${key}`,
    announcedBytes: bodyLength(request),
    receivedBytes: () => socket.bytesRead - bytesBefore,
    isInference: isInference(method, path),
  };
}

/** Files that are uploaded go to the disk, piece by piece, and are not held. */
function bodyLength({ headers }: Request): number | undefined {
  if (headers['content-type']?.startsWith('multipart/form-data')) return 0;
  if (headers['transfer-encoding'] !== undefined) return undefined;
  return Number(headers['content-length'] ?? 0);
}

/** Gives requests for models an end. */
export function endRequests(maximumMs: () => number | undefined): RequestHandler {
  const limit = limitDuration(maximumMs);
  return (request, response, next) => {
    if (isInference(request.method, request.path)) limit(request, response, next);
    else next();
  };
}
