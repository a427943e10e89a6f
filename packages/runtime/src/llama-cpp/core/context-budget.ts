import { TuneloopError } from '@tuneloop/protocol';
import type { Llama } from 'node-llama-cpp';
import { freeMemory } from '../../memory/free-memory.ts';
import type { ContextMemory } from './adapter-binding.ts';

/** Of the memory that is free once the model and its first context are there. */
const shareOfFree = 0.5;

/** How many contexts a model may have beside its first, so that several sets of adapters answer at once. */
export class ContextBudget {
  readonly #llama: Llama;
  readonly #cost: ContextMemory;
  /** Bytes for all; `undefined` goes by what is free. */
  readonly #configured: number | undefined;

  /** @param cost of one context. */
  constructor(llama: Llama, cost: ContextMemory, configured: number | undefined) {
    this.#llama = llama;
    this.#cost = cost;
    this.#configured = configured;
  }

  /** Contexts that fit now, the first not counted. */
  async contexts(): Promise<number> {
    const { cpuRam, gpuVram } = this.#cost;
    if (this.#configured !== undefined) return Math.floor(this.#configured / (cpuRam + gpuVram));
    const inRam = cpuRam === 0 ? Infinity : (freeMemory() * shareOfFree) / cpuRam;
    if (gpuVram === 0) return Math.floor(inRam);
    const { free } = await this.#llama.getVramState();
    return Math.floor(Math.min(inRam, (free * shareOfFree) / gpuVram));
  }

  /** Throws `RESOURCE_EXHAUSTED` when other programs have meanwhile taken the memory that was counted on. */
  async assertRoom(): Promise<void> {
    const { cpuRam, gpuVram } = this.#cost;
    const short = cpuRam > freeMemory() || (gpuVram > 0 && gpuVram > (await this.#llama.getVramState()).free);
    if (short) throw new TuneloopError('RESOURCE_EXHAUSTED', 'There is not enough memory for another context.');
  }

  choice(contexts: number): { name: string; value: string; reason: string } {
    const { cpuRam, gpuVram } = this.#cost;
    const each = `${Math.ceil((cpuRam + gpuVram) / 2 ** 20)} MiB each`;
    return {
      name: 'adapter contexts',
      value: contexts === 0 ? 'none beside the base; sets of adapters take turns' : `${contexts}, ${each}`,
      reason: this.#configured === undefined ? 'half of the memory that is free' : 'as configured',
    };
  }
}
