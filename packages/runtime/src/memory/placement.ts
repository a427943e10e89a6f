import { TuneloopError } from '@tuneloop/protocol';
import { gpuId, ramId, type MemoryDevice } from './device.ts';
import type { MemoryPlan } from './memory-plan.ts';

/** What a model takes, in bytes, as `estimateMemory` says. */
export interface ModelNeed {
  /** Repeating layers; the output layer comes on top. */
  layers: number;
  weightsBytes: number;
  /** For all slots; it lies where its layer lies. */
  kvCacheBytes: number;
  /** On every device that computes. */
  computeBytes: number;
}

export interface PlacementOptions {
  /** Numbers of the GPUs to use, as `nvidia-smi` counts them; by default all. */
  gpu?: number | readonly number[] | undefined;
  /** How much of the offloaded layers each of these GPUs gets, in proportion; by default by their free memory. */
  tensorSplit?: readonly number[] | undefined;
  /** Layers on GPUs: -1 all, 0 none; by default as many as fit. */
  gpuLayers?: number | undefined;
}

/** Which part of a model lies where. */
export interface Placement extends MemoryPlan {
  /** By device id; they add up to the model's layers and its output layer. */
  layers: Readonly<Record<string, number>>;
  /** Numbers of the GPUs that hold something. */
  gpus: readonly number[];
  /** For the engine: so many layers leave the RAM. */
  gpuLayers: number;
}

/** The driver and fragmentation take some. */
const usableShareOfGpu = 0.95;

/**
 * Puts layers on the GPUs as far as they fit and the rest into RAM. `freeBytes` of the devices is what may be used. A
 * number of layers that is given is kept to, whether it fits or not.
 *
 * Errors: `INVALID_REQUEST` (no such GPU; a split of another length).
 */
export function planPlacement(
  need: ModelNeed,
  devices: readonly MemoryDevice[],
  options: PlacementOptions = {},
): Placement {
  const allLayers = need.layers + 1;
  const layerBytes = (need.weightsBytes + need.kvCacheBytes) / allLayers;
  const gpus = chosenGpus(devices, options.gpu);
  const split = checkedSplit(options.tensorSplit, gpus);
  const capacities = gpus.map(({ freeBytes }) =>
    Math.max(0, Math.floor((freeBytes * usableShareOfGpu - need.computeBytes) / layerBytes)),
  );
  const wanted = wantedLayers(options.gpuLayers, allLayers);
  const counts = split
    ? distributeBySplit(wanted ?? allLayers, split, wanted === undefined ? capacities : undefined)
    : distributeByCapacity(wanted ?? allLayers, capacities, wanted !== undefined);
  const layers: Record<string, number> = {};
  const bytes: Record<string, number> = {};
  for (const [index, { id }] of gpus.entries()) {
    const count = counts[index] ?? 0;
    if (count === 0) continue;
    layers[id] = count;
    bytes[id] = Math.ceil(count * layerBytes + need.computeBytes);
  }
  const gpuLayers = Object.values(layers).reduce((sum, count) => sum + count, 0);
  const rest = allLayers - gpuLayers;
  if (rest > 0) {
    layers[ramId] = rest;
    bytes[ramId] = Math.ceil(rest * layerBytes + need.computeBytes);
  }
  const used = gpus.flatMap(({ id }) => (layers[id] === undefined ? [] : [gpuNumber(id)]));
  return { layers, bytes, gpus: used, gpuLayers };
}

function gpuNumber(id: string): number {
  return Number(id.replace(/^gpu/, ''));
}

function chosenGpus(devices: readonly MemoryDevice[], chosen: PlacementOptions['gpu']): MemoryDevice[] {
  const gpus = devices.filter(({ kind }) => kind === 'gpu');
  if (chosen === undefined) return gpus;
  return [chosen].flat().map((number) => {
    const found = gpus.find(({ id }) => id === gpuId(number));
    if (found !== undefined) return found;
    const there = gpus.length === 0 ? 'there is none' : `there are ${gpus.map(({ id }) => gpuNumber(id)).join(', ')}`;
    throw new TuneloopError('INVALID_REQUEST', `There is no GPU ${number} on this machine: ${there}. Change "gpu".`);
  });
}

function checkedSplit(
  split: readonly number[] | undefined,
  gpus: readonly MemoryDevice[],
): readonly number[] | undefined {
  if (split === undefined || gpus.length === 0) return undefined;
  const isUsable =
    split.length === gpus.length && split.every((share) => share >= 0) && split.some((share) => share > 0);
  if (isUsable) return split;
  const message = `"tensorSplit" needs one share for each of the ${gpus.length} GPUs, not ${JSON.stringify(split)}.`;
  throw new TuneloopError('INVALID_REQUEST', message);
}

function wantedLayers(gpuLayers: number | undefined, allLayers: number): number | undefined {
  if (gpuLayers === undefined) return undefined;
  return gpuLayers < 0 ? allLayers : Math.min(gpuLayers, allLayers);
}

/** In proportion to what fits; more than fits only when `forced`. */
function distributeByCapacity(wanted: number, capacities: readonly number[], forced: boolean): number[] {
  const room = capacities.reduce((sum, capacity) => sum + capacity, 0);
  if (!forced || room >= wanted) return apportion(Math.min(wanted, room), capacities);
  return apportion(wanted, room > 0 ? capacities : capacities.map(() => 1));
}

/** The most layers of which every GPU can take its share. */
function distributeBySplit(
  wanted: number,
  split: readonly number[],
  capacities: readonly number[] | undefined,
): number[] {
  for (let count = wanted; count > 0; count--) {
    const counts = apportion(count, split);
    if (capacities === undefined || counts.every((part, index) => part <= (capacities[index] ?? 0))) return counts;
  }
  return split.map(() => 0);
}

/** Whole parts of `count` in proportion to `shares`, by largest remainder. */
function apportion(count: number, shares: readonly number[]): number[] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (total === 0) return shares.map(() => 0);
  const exact = shares.map((share) => (count * share) / total);
  const parts = exact.map(Math.floor);
  const left = count - parts.reduce((sum, part) => sum + part, 0);
  const byRemainder = exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .toSorted((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, left)) parts[index]! += 1;
  return parts;
}
