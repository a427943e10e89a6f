import type { ApiKeyRecord } from '../../auth/api-key-store.ts';
import { requestProblem } from '../../errors/request-problem.ts';
import type { KeyControl } from './key-control.ts';

/**
 * Refuses a change after which nobody could administer the server over HTTP, unless that is meant.
 *
 * @param after the keys as the change leaves them.
 *
 * Errors: `INVALID_REQUEST` (`conflict`).
 */
export function checkLockout(
  control: Pick<KeyControl, 'hasConfiguredKey' | 'isOpenWithoutKeys'>,
  after: readonly Pick<ApiKeyRecord, 'scopes' | 'expiresAt'>[],
): void {
  const isLeft = ({ expiresAt }: Pick<ApiKeyRecord, 'expiresAt'>): boolean =>
    expiresAt === undefined || Date.parse(expiresAt) > Date.now();
  if (control.hasConfiguredKey || after.some((key) => key.scopes.includes('admin') && isLeft(key))) return;
  if (after.length === 0 && control.isOpenWithoutKeys) return;
  const what =
    after.length === 0
      ? 'The server would have no key left and would let nobody in'
      : 'No key would have the scope "admin", so that nobody could administer the server over HTTP';
  const message = `${what}; only "tuneloop keys create" on the server would help. Send allow_lockout to do it all the same.`;
  throw requestProblem('conflict', message, 'allow_lockout');
}
