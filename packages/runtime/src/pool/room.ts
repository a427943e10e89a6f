import { TuneloopError } from '@tuneloop/protocol';
import type { MemoryAllocator, MemoryHolder, MemoryPlan, MemoryPolicy, Reservation } from '../memory/index.ts';
import { abortable } from './abortable.ts';
import type { PooledModel } from './pooled-model.ts';

export interface RoomRequest<P extends MemoryPlan> {
  self: PooledModel;
  policy: MemoryPolicy<P>;
  signal: AbortSignal;
  /** The models that may have to go. */
  others: () => PooledModel[];
  /** Must not be unloaded for it. */
  isProtected: (model: PooledModel) => boolean;
  /** Resolves when a model has become idle or is gone. */
  changed: () => Promise<void>;
}

/**
 * Reserves memory, unloading idle models for it, those first that were not used for longest. Models that are in use are
 * waited for. Nothing is unloaded where that would not be enough.
 *
 * Errors: `RESOURCE_EXHAUSTED`, `ABORTED`.
 */
export async function makeRoom<P extends MemoryPlan>(
  allocator: MemoryAllocator,
  { self, policy, signal, others, isProtected, changed }: RoomRequest<P>,
): Promise<Reservation<P>> {
  for (;;) {
    // What changes while memory is being measured must not be missed.
    const nextChange = changed();
    try {
      // Alone on the machine it is for the engine to judge: weights are mapped, and a context can be made smaller.
      const overcommit = allocator.holders().length === 0;
      return await allocator.reserve({ owner: self.definition.id, plan: policy, signal, overcommit });
    } catch (error) {
      if (!TuneloopError.isInstance(error) || error.code !== 'RESOURCE_EXHAUSTED') throw error;
      const movable = others().filter((model) => !model.definition.pin && !isProtected(model));
      const movableIds = new Set(movable.map(({ definition }) => definition.id));
      const draining = new Set<MemoryHolder>([...others(), self].flatMap((model) => model.drainingReservations));
      const comesFree = (holder: MemoryHolder): boolean => movableIds.has(holder.owner) || draining.has(holder);
      if (!(await allocator.wouldFit(policy, comesFree))) throw error;
      const [victim] = movable
        .filter((model) => model.isIdle && model.reservations.length > 0)
        .toSorted((a, b) => (a.lastUsedMs ?? 0) - (b.lastUsedMs ?? 0));
      await abortable(victim?.unload('memory') ?? nextChange, signal);
    }
  }
}
