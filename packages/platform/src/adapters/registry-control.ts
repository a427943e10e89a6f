import type { AdapterRegistryControl } from '@tuneloop/openai-server';
import type { AdapterRegistry, Promotion, ServedBase } from '@tuneloop/lora';
import { TuneloopError } from '@tuneloop/protocol';
import { publicReason, withoutFolders } from '../models/model-state.ts';
import type { AdapterEventListener } from './adapter-event.ts';
import type { AdapterLibrary } from './adapter-library.ts';
import type { AttachedModel } from './attached-model.ts';
import { waitForAdapter } from './wait-for-adapter.ts';

export interface RegistryControlOptions {
  registry: AdapterRegistry;
  /** The loaded models. */
  bases: () => Promise<readonly ServedBase[]>;
  /** What its versions are served from. */
  library: AdapterLibrary;
  attached: ReadonlySet<AttachedModel>;
  hidden: Set<string>;
  watch: (listener: AdapterEventListener) => () => void;
}

/** What the routes of `/v1/adapters/{name}` show and steer. */
export function createRegistryControl(options: RegistryControlOptions): AdapterRegistryControl {
  const { registry, bases, library, attached, hidden } = options;

  const isServed = (name: string, sha256: string): boolean =>
    [...attached]
      .flatMap((model) => model.list())
      .some((served) => served.name === name && served.live?.hash === sha256);

  /** What no loaded model takes is not live: it is again as it was. */
  async function undo({ name, previous }: Promotion, reason: string): Promise<void> {
    if (previous === undefined) await registry.retire(name, { reason });
    else await registry.promote(name, previous, { force: true, reason });
  }

  /** Resolves when a loaded model answers with what was made live. */
  async function makeLive(name: string, signal: AbortSignal, change: () => Promise<Promotion>): Promise<Promotion> {
    const accepts = (version: number): boolean => library.versions(name)[0]?.version === version;
    const takers = new Set([...attached].filter((model) => model.library === library));
    const waiting = waitForAdapter({ ...options, attached: takers, name, accepts, signal });
    let promotion: Promotion | undefined;
    try {
      promotion = await change();
      hidden.delete(name);
      await library.refresh();
      if (takers.size > 0 && !isServed(name, promotion.live.sha256)) await waiting.settled;
      return promotion;
    } catch (error) {
      if (!TuneloopError.isInstance(error) || error.code !== 'ADAPTER_INVALID') throw error;
      const reason = publicReason(error);
      if (promotion) await undo(promotion, reason);
      // Whoever steers versions is told why, where others hear only that an adapter does not fit.
      throw new TuneloopError('INVALID_REQUEST', reason, { details: { param: 'version' }, cause: error });
    } finally {
      waiting.stop();
    }
  }

  return {
    async history(name) {
      const history = await registry.history(name);
      // A base may have been named by its path, and where models lie is nobody's concern.
      const versions = history.versions.map(({ base, ...version }) => ({
        ...version,
        ...(base && { base: { ...base, reference: withoutFolders(base.reference) } }),
      }));
      return { ...history, versions };
    },
    promote: ({ name, version, ...how }, signal) =>
      makeLive(name, signal, async () => registry.promote(name, version, { ...how, bases: await bases(), signal })),
    rollback: ({ name, reason }, signal) =>
      makeLive(name, signal, async () => registry.rollback(name, { reason, bases: await bases(), signal })),
    async retire({ name, reason }, signal) {
      await registry.retire(name, { reason, signal });
      await library.refresh();
    },
    async remove({ name, version }, signal) {
      await registry.remove(name, version, { signal });
      await library.refresh();
    },
  };
}
