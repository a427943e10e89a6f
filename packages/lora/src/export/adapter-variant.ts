import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import type { LoraConfig } from '../config/lora-config.ts';

const schema = z.object({ use_dora: z.boolean().nullish(), use_rslora: z.boolean().nullish() });

/** What PEFT's own file says of an adapter. Errors: `NOT_FOUND`, `ADAPTER_INVALID`. */
export async function readAdapterVariant(folder: string): Promise<LoraConfig['variant']> {
  const text = await readFile(join(folder, 'adapter_config.json'), 'utf8').catch((error: unknown) => {
    throw new TuneloopError('NOT_FOUND', `${folder} is no PEFT adapter: it has no readable adapter_config.json.`, {
      details: { path: folder },
      cause: error,
    });
  });
  try {
    const { use_dora: dora, use_rslora: rslora } = schema.parse(JSON.parse(text));
    return dora ? 'dora' : rslora ? 'rslora' : 'plain';
  } catch (error) {
    throw new TuneloopError('ADAPTER_INVALID', `${folder}: adapter_config.json is not that of a LoRA adapter.`, {
      details: { path: folder, reason: 'damaged' },
      cause: error,
    });
  }
}
