import { TuneloopError } from '@tuneloop/protocol';
import { defineTool, type DefinedTool } from '@tuneloop/tools';
import { z } from 'zod';

export const currentTime: DefinedTool<{ timeZone: string }> = defineTool({
  name: 'current_time',
  description: 'The time of day in a time zone',
  parameters: z.strictObject({ timeZone: z.string().describe('An IANA name, such as Europe/Zurich') }),
  effects: { reads: true, idempotent: true },
  run({ timeZone }) {
    try {
      return { time: new Date().toLocaleTimeString('en-GB', { timeZone, timeStyle: 'short' }) };
    } catch {
      throw new TuneloopError('TOOL_FAILED', `There is no time zone "${timeZone}".`);
    }
  },
});
