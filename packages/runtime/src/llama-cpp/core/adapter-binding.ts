import type { Llama, LlamaContext, LlamaModel } from 'node-llama-cpp';
import { checkedPart } from './binding.ts';

/**
 * The private parts of node-llama-cpp that adapters need. Its public API binds adapters to a context for the context's
 * whole life, keeps them in memory until the model goes, and takes a path for the same weights for ever.
 */

/** A LoRA in memory, on the devices of the model that it was loaded for. */
export interface NativeAdapter {
  /** No context may have it set. Runs on libuv's pool, in turn with decode steps. */
  dispose(): Promise<void>;
}

/** In bytes. */
export interface ContextMemory {
  cpuRam: number;
  gpuVram: number;
}

interface AdapterBindings {
  AddonModelLora: new (model: AdapterModel, path: string) => NativeAdapter;
}

interface AdapterModel {
  loadLora(adapter: NativeAdapter): Promise<void>;
}

interface AdapterContext {
  setLoras(adapters: readonly NativeAdapter[], scales: readonly number[]): void;
  getMemoryBreakdown(): ContextMemory;
}

/** Throws what llama.cpp throws (the reason stands in its log), and `UNSUPPORTED` for another node-llama-cpp. */
export async function loadNativeAdapter(llama: Llama, model: LlamaModel, path: string): Promise<NativeAdapter> {
  const { _bindings } = llama as unknown as { _bindings?: AdapterBindings };
  const { AddonModelLora } = checkedPart(_bindings, ['AddonModelLora']);
  const native = checkedPart((model as unknown as { _model?: AdapterModel })._model, ['loadLora']);
  const adapter = checkedPart(new AddonModelLora(native, path), ['dispose']);
  await native.loadLora(adapter);
  return adapter;
}

/** Replaces what the context applies. Not while it decodes; what its KV cache holds was computed without them. */
export function setAdapters(
  context: LlamaContext,
  adapters: readonly { adapter: NativeAdapter; scale: number }[],
): void {
  nativeAdapterContext(context).setLoras(
    adapters.map(({ adapter }) => adapter),
    adapters.map(({ scale }) => scale),
  );
}

/** What the context takes beside the weights: its KV cache and compute buffers. */
export function contextMemory(context: LlamaContext): ContextMemory {
  return nativeAdapterContext(context).getMemoryBreakdown();
}

function nativeAdapterContext(context: LlamaContext): AdapterContext {
  const { _ctx } = context as unknown as { _ctx?: AdapterContext };
  return checkedPart(_ctx, ['setLoras', 'getMemoryBreakdown']);
}
