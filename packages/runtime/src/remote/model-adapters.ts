import { stat } from 'node:fs/promises';
import {
  TuneloopError,
  type AdapterInfo,
  type AdapterSelection,
  type AdapterSource,
  type CallOptions,
  type ModelAdapters,
} from '@tuneloop/protocol';
import type { UpstreamKind } from './options.ts';
import type { Upstream } from './pool/upstream.ts';
import type { Target } from './wire/encoded-request.ts';
import { unsupported } from './wire/unsupported.ts';

/**
 * Adapters through vLLM's `/v1/load_lora_adapter`, which our own server has too. The upstreams read the file themselves,
 * under the same path: they share a disk with this machine, or have it mounted alike.
 */
export class RemoteAdapters implements ModelAdapters {
  readonly #upstreams: () => readonly Upstream[];
  readonly #sizes = new Map<string, number>();
  /** Requests of ours that chose an adapter and run. */
  readonly #uses = new Map<string, number>();
  /** By adapter that is being unloaded. */
  readonly #leaving = new Map<string, { unused: PromiseWithResolvers<void>; gone: Promise<void> }>();

  /** @param upstreams those that answer now */
  constructor(upstreams: () => readonly Upstream[]) {
    this.#upstreams = upstreams;
  }

  /** Those that every upstream has. */
  list(): readonly AdapterInfo[] {
    const [first, ...others] = this.#upstreams();
    const ids = [...(first?.profile?.adapters.keys() ?? [])];
    return ids
      .filter((id) => !this.#leaving.has(id) && others.every(({ profile }) => profile?.adapters.has(id) ?? false))
      .map((id) => ({ id, sizeBytes: this.#sizes.get(id) ?? 0 }));
  }

  async load(source: AdapterSource, { signal }: CallOptions = {}): Promise<AdapterInfo> {
    const { id, path } = source;
    await this.#leaving.get(id)?.gone.catch(() => undefined);
    const known = this.list().find((adapter) => adapter.id === id);
    if (known) return known;
    const missing = this.#upstreams().filter(({ profile }) => profile !== undefined && !profile.adapters.has(id));
    await Promise.all(
      missing.map(async ({ client, profile }) => {
        if (!profile?.loadsAdapters) throw this.#cannotLoad(client.name);
        const name = nameOf(id, profile.kind);
        const body = { lora_name: name, lora_path: path };
        await client.text('/v1/load_lora_adapter', { body, signal }).catch((error: unknown) => {
          throw asAdapterError(error, id);
        });
        profile.adapters.set(id, profile.kind === 'tuneloop' ? `${profile.model}:${name}` : name);
      }),
    );
    const sizeBytes = await stat(path).then(
      ({ size }) => size,
      () => 0,
    );
    this.#sizes.set(id, sizeBytes);
    return { id, sizeBytes };
  }

  async unload(id: string): Promise<void> {
    const holders = this.#upstreams().filter(({ profile }) => profile?.adapters.has(id));
    if (holders.length === 0 || this.#leaving.has(id)) throw noAdapter(id);
    this.#sizes.delete(id);
    const unused = Promise.withResolvers<void>();
    if (!this.#uses.has(id)) unused.resolve();
    const gone = unused.promise.then(() => removeFrom(holders, id)).finally(() => this.#leaving.delete(id));
    this.#leaving.set(id, { unused, gone });
    await gone;
  }

  /** Keeps what a request chose until it is disposed. Errors: `NOT_FOUND` for an adapter that is being unloaded. */
  use(selections: readonly AdapterSelection[]): Disposable {
    const ids = selections.map(({ id }) => id);
    for (const id of ids) if (this.#leaving.has(id)) throw noAdapter(id);
    for (const id of ids) this.#uses.set(id, (this.#uses.get(id) ?? 0) + 1);
    return {
      [Symbol.dispose]: () => {
        for (const id of ids) {
          const left = (this.#uses.get(id) ?? 1) - 1;
          if (left > 0) this.#uses.set(id, left);
          else this.#uses.delete(id);
          if (left === 0) this.#leaving.get(id)?.unused.resolve();
        }
      },
    };
  }

  #cannotLoad(upstream: string): TuneloopError {
    const advice = 'vLLM needs --enable-lora and VLLM_ALLOW_RUNTIME_LORA_UPDATING=True.';
    return new TuneloopError('UNSUPPORTED', `${upstream} does not load adapters while it runs. ${advice}`, {
      details: { upstream },
    });
  }
}

async function removeFrom(holders: readonly Upstream[], id: string): Promise<void> {
  await Promise.all(
    holders.map(async ({ client, profile }) => {
      await client.text('/v1/unload_lora_adapter', { body: { lora_name: nameOf(id, profile?.kind) } });
      profile?.adapters.delete(id);
    }),
  );
}

/** Our own server keeps some characters for itself. */
function nameOf(id: string, kind: UpstreamKind | undefined): string {
  return kind === 'tuneloop' ? id.replaceAll(/[/\\:@]/g, '-') : id;
}

/**
 * The upstream's name for the model with these adapters.
 *
 * Errors: `NOT_FOUND` for an adapter that the upstream does not have; `UNSUPPORTED` for a mixture or a scale that its
 * names cannot say.
 */
export function selectAdapters(upstream: Upstream, selections?: readonly AdapterSelection[]): Target {
  const { profile } = upstream;
  if (profile === undefined) throw new TuneloopError('UPSTREAM_FAILED', `${upstream.name} has never answered.`);
  const { kind, model, adapters } = profile;
  const used = (selections ?? []).filter(({ scale }) => scale !== 0);
  for (const { id } of used) if (!adapters.has(id)) throw noAdapter(id);
  const [only] = used;
  // None at all is a choice too, where the upstream has adapters for those that make none.
  if (only === undefined) return { kind, model, ...(kind === 'tuneloop' && selections && { lora: [] }) };
  if (used.length === 1 && only.scale === 1) return { kind, model: adapters.get(only.id) ?? only.id };
  if (kind === 'tuneloop') return { kind, model, lora: used.map(({ id, scale }) => ({ id: nameOf(id, kind), scale })) };
  throw unsupported('several adapters at once, or another scale than 1', kind, 'Choose one adapter with scale 1.');
}

function noAdapter(id: string): TuneloopError {
  return new TuneloopError('NOT_FOUND', `The upstream has no adapter "${id}" of this model.`, { details: { id } });
}

function asAdapterError(error: unknown, id: string): unknown {
  if (!TuneloopError.isInstance(error) || error.code !== 'INVALID_REQUEST') return error;
  const { message, details } = error;
  return new TuneloopError('ADAPTER_INVALID', `The upstream refuses the adapter "${id}": ${message}`, {
    details: { ...details, reason: message },
  });
}
