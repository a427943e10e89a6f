import type { z } from 'zod';
import { loraScalesSchema } from './answer-lora-adapters.ts';
import { loadAdapterSchema, unloadAdapterSchema } from './load-wire.ts';
import { adapterReasonSchema, promoteAdapterSchema } from './registry-request-wire.ts';
import { adapterHistorySchema, adapterPromotionSchema } from './registry-response-schemas.ts';
import { adapterListSchema, loraAdapterListSchema, successSchema } from './response-schemas.ts';

export type AdapterComponentName =
  | 'AdapterHistory'
  | 'AdapterList'
  | 'AdapterPromotion'
  | 'AdapterReason'
  | 'LoadAdapterRequest'
  | 'LoraAdapterList'
  | 'LoraScales'
  | 'PromoteAdapterRequest'
  | 'Success'
  | 'UnloadAdapterRequest';

export const adapterComponentSchemas: Readonly<Record<AdapterComponentName, z.ZodType>> = {
  AdapterHistory: adapterHistorySchema,
  AdapterList: adapterListSchema,
  AdapterPromotion: adapterPromotionSchema,
  AdapterReason: adapterReasonSchema,
  LoadAdapterRequest: loadAdapterSchema,
  LoraAdapterList: loraAdapterListSchema,
  LoraScales: loraScalesSchema,
  PromoteAdapterRequest: promoteAdapterSchema,
  Success: successSchema,
  UnloadAdapterRequest: unloadAdapterSchema,
};
