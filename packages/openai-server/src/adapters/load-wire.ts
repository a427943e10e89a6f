import { z } from 'zod';
import { optional, type WireShape } from '../parameters/wire-shape.ts';

/** The body of `POST /v1/load_lora_adapter`, vLLM's. */
export interface LoadAdapterWire {
  lora_name: string;
  lora_path: string;
  load_inplace?: boolean | null | undefined;
}

const name = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\s/\\:@\p{C}][^/\\:@\p{C}]*$/u, 'must not hold / \\ : @ or control characters');

const loadShape: WireShape<LoadAdapterWire> = {
  lora_name: name,
  lora_path: z.string().min(1).max(4096).describe('A .gguf or a PEFT folder, within the configured adapter folders.'),
  load_inplace: optional(z.boolean(), 'true: replaces an adapter of this name by a new version.'),
};

export const loadAdapterSchema: z.ZodType<LoadAdapterWire> = z.strictObject(loadShape);

/** The body of `POST /v1/unload_lora_adapter`, vLLM's. */
export interface UnloadAdapterWire {
  lora_name: string;
  lora_int_id?: number | null | undefined;
}

const unloadShape: WireShape<UnloadAdapterWire> = {
  lora_name: z.string().min(1).max(300),
  lora_int_id: optional(z.int(), 'Accepted without effect.'),
};

export const unloadAdapterSchema: z.ZodType<UnloadAdapterWire> = z.strictObject(unloadShape);
