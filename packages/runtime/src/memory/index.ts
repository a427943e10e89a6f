export {
  createMemoryAllocator,
  type MemoryAllocator,
  type MemoryAllocatorOptions,
  type MemoryHolder,
  type Reservation,
  type ReserveRequest,
} from './allocator.ts';
export { gpuId, ramId, type MeasureDevices, type MemoryDevice } from './device.ts';
export { freeMemory } from './free-memory.ts';
export { createDeviceMeter, type MeasureDevicesOptions, type QueryProgram } from './measure-devices.ts';
export type { DeviceBytes, MemoryPlan, MemoryPolicy } from './memory-plan.ts';
export { planPlacement, type ModelNeed, type Placement, type PlacementOptions } from './placement.ts';
export { advisePrecision, type Precision } from './precision.ts';
