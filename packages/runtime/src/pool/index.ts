export type { ModelLease } from './loaded-instance.ts';
export {
  createModelPool,
  type ModelPool,
  type ModelPoolOptions,
  type PoolModelStatus,
  type SwitchDefaultOptions,
} from './model-pool.ts';
export type { ModelState, PoolEvent, UnloadReason } from './model-state.ts';
export type { PoolModel } from './pool-model.ts';
