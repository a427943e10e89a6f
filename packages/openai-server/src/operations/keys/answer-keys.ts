import { TuneloopError } from '@tuneloop/protocol';
import type { Request } from 'express';
import { z } from 'zod';
import type { ApiKeyRecord } from '../../auth/api-key-store.ts';
import { clientOf } from '../../auth/require-scope.ts';
import { readJsonBody } from '../../http/read-json-body.ts';
import { sendJson } from '../../http/send-json.ts';
import { validateWire } from '../../parameters/validate-wire.ts';
import type { OperationsCall } from '../operations-options.ts';
import { checkLockout } from './check-lockout.ts';
import type { KeyControl } from './key-control.ts';
import { apiKeyChangeSchema, apiKeyRequestSchema, decodeApiKeyChange, decodeNewApiKey } from './key-request-wire.ts';
import { encodeApiKey, type ApiKeyListWire, type ApiKeyWire } from './key-wire.ts';

export type KeyCall = OperationsCall<KeyControl>;

/** `GET /v1/keys`. Errors: `STORE_FAILED`. */
export async function answerKeys({ control, request, response }: KeyCall): Promise<void> {
  const keys = await control.store.list();
  const { hasConfiguredKey, isOpenWithoutKeys } = control;
  const list: ApiKeyListWire = {
    object: 'list',
    data: keys.map((key) => encode(control, key, clientOf(request)?.id)),
    open: keys.length === 0 && !hasConfiguredKey && isOpenWithoutKeys,
    configured_key: hasConfiguredKey,
    open_without_keys: isOpenWithoutKeys && !hasConfiguredKey,
  };
  sendJson(response, 200, list);
}

/** `POST /v1/keys`. Errors: `INVALID_REQUEST` (a name that is taken; a lock-out that is not meant), `STORE_FAILED`. */
export async function answerCreateKey({ control, settings, request, response }: KeyCall): Promise<void> {
  const wire = validateWire(apiKeyRequestSchema, await readJsonBody(request, settings.limits));
  const { allow_lockout: mayLockOut, ...asked } = wire;
  const wanted = decodeNewApiKey(asked);
  if (!mayLockOut) checkLockout(control, [...(await control.store.list()), wanted]);
  const { key, record } = await control.store.create(wanted);
  settings.audit('API key created', { keyId: record.id, scopes: record.scopes, by: clientOf(request)?.id });
  sendJson(response, 200, { ...encode(control, record, undefined), key });
}

/**
 * `PATCH /v1/keys/{id}`: in force for the next request, and within a second for those that are open.
 *
 * Errors: `NOT_FOUND`, `INVALID_REQUEST` (a name that is taken; a lock-out that is not meant), `STORE_FAILED`.
 */
export async function answerChangeKey({ control, settings, request, response }: KeyCall): Promise<void> {
  const wire = validateWire(apiKeyChangeSchema, await readJsonBody(request, settings.limits));
  const change = decodeApiKeyChange(wire);
  const keys = await control.store.list();
  const { id } = findById(keys, request);
  if (!wire.allow_lockout) {
    const { scopes, expiresAt } = change;
    const changed = (key: ApiKeyRecord): Pick<ApiKeyRecord, 'scopes' | 'expiresAt'> => ({
      scopes: scopes ?? key.scopes,
      expiresAt: expiresAt === undefined ? key.expiresAt : (expiresAt ?? undefined),
    });
    checkLockout(
      control,
      keys.map((key) => (key.id === id ? changed(key) : key)),
    );
  }
  const record = await control.store.update(id, change);
  settings.audit('API key changed', { keyId: id, changed: Object.keys(wire), by: clientOf(request)?.id });
  sendJson(response, 200, encode(control, record, clientOf(request)?.id));
}

const deleteQuerySchema = z.strictObject({ allow_lockout: z.enum(['true', 'false']).optional() });

/** `DELETE /v1/keys/{id}`: it is refused from then on. Errors: `NOT_FOUND`, `INVALID_REQUEST`, `STORE_FAILED`. */
export async function answerDeleteKey({ control, settings, request, response }: KeyCall): Promise<void> {
  const { allow_lockout: mayLockOut } = validateWire(deleteQuerySchema, request.query);
  const keys = await control.store.list();
  const { id } = findById(keys, request);
  if (mayLockOut !== 'true') {
    checkLockout(
      control,
      keys.filter((key) => key.id !== id),
    );
  }
  await control.store.revoke(id);
  settings.audit('API key revoked', { keyId: id, by: clientOf(request)?.id });
  sendJson(response, 200, { id, object: 'api_key.deleted', deleted: true });
}

/** By its id alone: another key may have it as its name. */
function findById(keys: readonly ApiKeyRecord[], request: Request): ApiKeyRecord {
  const found = keys.find(({ id }) => id === request.params['id']);
  if (found) return found;
  throw new TuneloopError('NOT_FOUND', 'There is no such API key; it may be revoked already.');
}

function encode(control: KeyControl, key: ApiKeyRecord, currentId: string | undefined): ApiKeyWire {
  return encodeApiKey(key, { lastUsedAt: control.lastUsedAt(key.id), isCurrent: key.id === currentId });
}
