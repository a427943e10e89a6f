import type { LoadedModel, LoadOptions, ModelSource } from '@tuneloop/protocol';
import type { DeviceBytes, MemoryPlan, MemoryPolicy } from '../memory/index.ts';

/** A model that a pool can load. */
export interface PoolModel<P extends MemoryPlan = MemoryPlan> {
  id: string;
  /** Finds the weights, downloading them when needed. */
  resolve(options: LoadOptions): Promise<ModelSource>;
  /** The memory that it needs; `undefined` when that cannot be told, and loading goes on without a reservation. */
  plan?: ((source: ModelSource) => Promise<MemoryPolicy<P> | undefined>) | undefined;
  /** `plan` is what `plan` chose. */
  load(source: ModelSource, options: LoadOptions & { plan?: P | undefined }): Promise<LoadedModel>;
  /** The memory that it takes now that it is loaded, when that can be told better than before. */
  measure?: ((model: LoadedModel, plan: P) => DeviceBytes) | undefined;
  /** Once loaded it stays, however short memory is. */
  pin?: boolean | undefined;
  /** Unloaded after so long without a request, in ms; by default never. */
  idleMs?: number | undefined;
  /** A failure that may pass is tried again without a request, later each time. */
  keepTrying?: boolean | undefined;
}
