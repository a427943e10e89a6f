import { z } from 'zod';

export type SlotAction = 'save' | 'restore' | 'erase';

export interface SlotFileRequest {
  filename: string;
}

/** A plain name, so that nothing outside the folder can be reached on any system. */
export const slotFileSchema: z.ZodType<SlotFileRequest> = z.strictObject({
  filename: z
    .string()
    .regex(
      /^(?!(con|prn|aux|nul|com\d|lpt\d)(\.|$))\w(?:[\w.-]{0,126}\w)?$/i,
      'must be a plain file name: up to 128 letters, digits, ".", "_" and "-", with a letter or digit at both ends',
    ),
});

export const slotNumberSchema: z.ZodType<number> = z
  .string()
  .regex(/^\d{1,6}$/, 'must be the number of a slot')
  .transform(Number);

export const slotActionSchema: z.ZodType<SlotAction> = z.enum(['save', 'restore', 'erase']);
