import { z } from 'zod';
import { filterShape, type InteractionFilters } from '../interactions/request-wire.ts';

/** The filters of interactions in a body, where `failed` is no text. */
export type WhereWire = Omit<InteractionFilters, 'failed'> & { failed?: boolean | undefined };

export const whereSchema: z.ZodType<WhereWire> = z.strictObject({ ...filterShape, failed: z.boolean().optional() });

/** The same as they stand in a query. */
export function decodeWhere(where: WhereWire | null | undefined): InteractionFilters {
  const { failed, ...filters } = where ?? {};
  return { ...filters, failed: failed === undefined ? undefined : failed ? 'true' : 'false' };
}
