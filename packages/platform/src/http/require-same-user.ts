import process from 'node:process';
import { TuneloopError } from '@tuneloop/protocol';
import type { RequestHandler } from 'express';
import { connectionOwners, type LocalConnection } from './connection-owner.ts';

const root = 0;

/**
 * For servers without keys, on what makes keys or starts programs: other users of this machine may use such a server, but
 * not act with the rights of whoever runs it. The system tells who is at the other end of a connection; where it does not
 * (outside Linux), everybody on the machine passes.
 *
 * @param owners see `connectionOwners`.
 */
export function requireSameUser(
  owners: (connection: LocalConnection) => Promise<number[] | undefined> = connectionOwners,
): RequestHandler {
  const own = process.getuid?.();
  return async (request, _response, next) => {
    if (own === undefined || request.method === 'GET' || request.method === 'HEAD') {
      next();
      return;
    }
    const users = await owners(request.socket);
    const isOwn = users === undefined || (users.length > 0 && users.every((user) => user === own || user === root));
    if (!isOwn) throw refusal();
    next();
  };
}

function refusal(): TuneloopError {
  return new TuneloopError(
    'FORBIDDEN',
    'This server has no API keys, so that only programs of the user who runs it may make keys and start programs. ' +
      'That user makes a key for others with "tuneloop keys create NAME".',
  );
}
