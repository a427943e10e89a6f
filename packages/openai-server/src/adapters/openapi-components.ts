import type { z } from 'zod';
import { loraScalesSchema } from './answer-lora-adapters.ts';
import { loadAdapterSchema, unloadAdapterSchema } from './load-wire.ts';
import { adapterListSchema, loraAdapterListSchema, successSchema } from './response-schemas.ts';

export type AdapterComponentName =
  | 'AdapterList'
  | 'LoadAdapterRequest'
  | 'LoraAdapterList'
  | 'LoraScales'
  | 'Success'
  | 'UnloadAdapterRequest';

export const adapterComponentSchemas: Readonly<Record<AdapterComponentName, z.ZodType>> = {
  AdapterList: adapterListSchema,
  LoadAdapterRequest: loadAdapterSchema,
  LoraAdapterList: loraAdapterListSchema,
  LoraScales: loraScalesSchema,
  Success: successSchema,
  UnloadAdapterRequest: unloadAdapterSchema,
};
