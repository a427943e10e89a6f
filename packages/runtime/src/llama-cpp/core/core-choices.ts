import type { Llama, LlamaModel } from 'node-llama-cpp';
import type { ContextSize } from './context-size.ts';
import type { CoreOptions, LlamaCppDescription } from './core-options.ts';
import type { FlashAttentionChoice } from './flash-attention.ts';

export interface ChosenSettings {
  onGpu: boolean;
  threads: number;
  slots: number;
  contextSize: ContextSize;
  flashAttention: FlashAttentionChoice;
}

/** What was chosen for this machine and why, for people to read. */
export function coreChoices(
  llama: Llama,
  model: LlamaModel,
  options: CoreOptions,
  chosen: ChosenSettings,
): LlamaCppDescription['choices'] {
  const { onGpu, threads, slots, contextSize, flashAttention } = chosen;
  return [
    { name: 'device', value: onGpu ? llama.gpu || 'cpu' : 'cpu', reason: deviceReason(llama, model) },
    { name: 'threads', value: String(threads), reason: threadsReason(options) },
    { name: 'slots', value: String(slots), reason: slotsReason(options, onGpu) },
    { name: 'context', value: `${contextSize.tokens} tokens a slot`, reason: contextSize.reason },
    { name: 'flash attention', value: flashAttention.enabled ? 'on' : 'off', reason: flashAttention.reason },
    ...(options.contextShift ? [{ name: 'context shift', value: 'on', reason: 'as configured' }] : []),
  ];
}

function deviceReason(llama: Llama, model: LlamaModel): string {
  if (llama.gpu === false) return 'no supported GPU was found, or N_GPU_LAYERS is 0';
  return `${model.gpuLayers} layers on the GPU`;
}

function threadsReason(options: CoreOptions): string {
  if (options.threads !== undefined) return 'as configured';
  return 'the physical cores but one, which is left to the server and to other programs';
}

function slotsReason(options: CoreOptions, onGpu: boolean): string {
  if (options.slots !== undefined) return 'as configured';
  return onGpu ? 'the default on a GPU' : 'the default on a CPU';
}
