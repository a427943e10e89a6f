import { TuneloopError } from '@tuneloop/protocol';
import type { Request, Response } from 'express';
import type { KeyUse } from './key-uses.ts';

const uses = new WeakMap<object, KeyUse>();

/** How long a request may take to end by itself once its key is refused, in ms. */
const graceMs = 250;

/**
 * Lets a request go on as long as its key is good. Whatever listens to `disconnectSignal` ends by itself then, with the
 * error of its API; what does not is cut off a moment later.
 *
 * @param refuse answers, if nothing was answered, and else breaks off the answer.
 */
export function bindToKey(request: Request, response: Response, use: KeyUse, refuse: (error: unknown) => void): void {
  uses.set(request, use);
  response.once('close', () => use.end());
  // Whoever left while the key was looked up is not told of any more.
  if (response.destroyed) use.end();
  const cutOff = (): void => {
    if (response.writableEnded) response.destroy();
    else if (!response.destroyed) refuse(use.signal.reason);
  };
  use.signal.addEventListener('abort', () => setTimeout(cutOff, graceMs).unref(), { once: true });
}

/** By what right a request goes on; `undefined` on an open server. */
export function keyUseOf(request: object): KeyUse | undefined {
  return uses.get(request);
}

/** Why a request may not go on: its key was revoked, has expired or lost a scope. */
export function refusalOf({ req }: Pick<Response, 'req'>): TuneloopError | undefined {
  const signal = keyUseOf(req)?.signal;
  return signal?.aborted ? TuneloopError.from(signal.reason) : undefined;
}

/** Errors: as of `refusalOf`. */
export function throwIfRefused(response: Pick<Response, 'req'>): void {
  const refusal = refusalOf(response);
  if (refusal) throw refusal;
}

/** Work that goes on without the request that began it ends with that request's key all the same. */
export function endWithKey(request: object, work: { readonly ended: Promise<unknown>; cancel(): void }): void {
  const use = keyUseOf(request);
  if (!use) return;
  use.holdUntil(work.ended);
  const cancel = (): void => work.cancel();
  use.signal.addEventListener('abort', cancel, { once: true });
  if (use.signal.aborted) cancel();
}
