import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import type { ApiKeyRecord } from '../../auth/api-key-store.ts';
import { clientOf } from '../../auth/require-scope.ts';
import { readJsonBody } from '../../http/read-json-body.ts';
import { sendJson } from '../../http/send-json.ts';
import { validateWire } from '../../parameters/validate-wire.ts';
import type { OperationsCall } from '../operations-options.ts';
import { checkLockout } from './check-lockout.ts';
import type { KeyControl } from './key-control.ts';
import { apiKeyRequestSchema, encodeApiKey, type ApiKeyListWire, type ApiKeyWire } from './key-wire.ts';

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
  const { name, scopes, allow_lockout: mayLockOut } = wire;
  if (!mayLockOut) checkLockout(control, [...(await control.store.list()), { scopes }]);
  const { key, record } = await control.store.create({ name, scopes });
  settings.audit('API key created', { keyId: record.id, scopes: record.scopes, by: clientOf(request)?.id });
  sendJson(response, 200, { ...encode(control, record, undefined), key });
}

const deleteQuerySchema = z.strictObject({ allow_lockout: z.enum(['true', 'false']).optional() });

/** `DELETE /v1/keys/{id}`: it is refused from then on. Errors: `NOT_FOUND`, `INVALID_REQUEST`, `STORE_FAILED`. */
export async function answerDeleteKey({ control, settings, request, response }: KeyCall): Promise<void> {
  const id = String(request.params['id']);
  const { allow_lockout: mayLockOut } = validateWire(deleteQuerySchema, request.query);
  const keys = await control.store.list();
  // By its id alone: another key may have it as its name.
  if (!keys.some((key) => key.id === id)) {
    throw new TuneloopError('NOT_FOUND', 'There is no such API key; it may be revoked already.');
  }
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

function encode(control: KeyControl, key: ApiKeyRecord, currentId: string | undefined): ApiKeyWire {
  return encodeApiKey(key, { lastUsedAt: control.lastUsedAt(key.id), isCurrent: key.id === currentId });
}
