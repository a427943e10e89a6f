import type { AdapterSelection } from '@tuneloop/protocol';
import { z } from 'zod';
import { requestProblem } from '../errors/request-problem.ts';

/** llama-server's parameter `lora`; beside its numbers an adapter's name will do. */
export interface LoraWire {
  id: number | string;
  scale?: number | undefined;
}

export const loraDescription =
  'Adapters by number (`GET /lora-adapters`) or name, each with a scale (default 1), in place of the default ones.';

export const loraSchema: z.ZodType<LoraWire[]> = z
  .array(
    z.strictObject({
      id: z.union([z.int().min(0), z.string().min(1).max(300)]),
      scale: z.number().min(-100).max(100).optional(),
    }),
  )
  .max(32);

/** `[]` chooses no adapter; left out, the model's default ones apply. Errors: `INVALID_REQUEST` for an id that comes twice. */
export function decodeLora(wire: LoraWire[] | null | undefined): AdapterSelection[] | undefined {
  const selections = wire?.map(({ id, scale = 1 }) => ({ id: String(id), scale }));
  const repeated = selections?.findIndex(({ id }, index) => selections.findIndex((other) => other.id === id) < index);
  if (repeated !== undefined && repeated !== -1) {
    throw requestProblem('invalid_value', 'Each adapter may be chosen once.', `lora[${repeated}].id`);
  }
  return selections;
}
