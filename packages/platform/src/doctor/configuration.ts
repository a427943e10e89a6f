import { TuneloopError } from '@tuneloop/protocol';
import { createAccess } from '../access.ts';
import { createLiveSettings } from '../reload/live-settings.ts';
import type { Check, Examination } from './check.ts';

/** Mistakes that show only now, and what the sources warned of. */
export const configuration: Examination = {
  name: 'Configuration',
  async run({ config, keys, warnings }) {
    const name = 'Configuration';
    const checks: Check[] = warnings.map((detail) => ({
      name,
      status: 'warn',
      detail,
      advice: 'Correct or remove it.',
    }));
    try {
      const access = await createAccess(createLiveSettings(config), keys);
      const open = await access.isOpen();
      const who = open ? 'every program on this machine may use the server, without a key' : 'requests need an API key';
      checks.push({ name, status: 'ok', detail: `valid; ${who}` });
    } catch (error) {
      const { message } = TuneloopError.from(error);
      checks.push({ name, status: 'fail', detail: message, advice: 'Do as it says, then run the check again.' });
    }
    return checks;
  },
};
