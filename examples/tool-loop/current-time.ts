import type { Tool } from '@tuneloop/protocol';
import { z } from 'zod';

const argumentsSchema = z.strictObject({ timeZone: z.string().describe('An IANA name, such as Europe/Zurich') });

export const currentTime: Tool = {
  name: 'current_time',
  description: 'The time of day in a time zone',
  parameters: z.toJSONSchema(argumentsSchema),
  effects: { reads: true, writes: false, network: false, destructive: false, idempotent: true },
  async execute(args, { signal }) {
    signal.throwIfAborted();
    // What a model writes is input like any other.
    const parsed = argumentsSchema.safeParse(args);
    if (!parsed.success) return { status: 'error', error: z.prettifyError(parsed.error) };
    try {
      const { timeZone } = parsed.data;
      return { status: 'success', time: new Date().toLocaleTimeString('en-GB', { timeZone, timeStyle: 'short' }) };
    } catch {
      return { status: 'error', error: `There is no time zone "${parsed.data.timeZone}".` };
    }
  },
};
