import { TuneloopError } from '@tuneloop/protocol';
import type { Examination } from './check.ts';

const name = 'Shell commands';

/** Whether the sandbox that `tools.shell` asks for works here; nothing where it asks for none. */
export const shell: Examination = {
  name,
  async run({ config }) {
    if (config.tools.shell === 'off') return [];
    const { createShellSandbox } = await import('@tuneloop/tools');
    try {
      await createShellSandbox().verify();
      return [{ name, status: 'ok', detail: 'run in a sandbox that was tried just now' }];
    } catch (error) {
      const { message: detail } = TuneloopError.from(error);
      const advice = 'Without it the server works, but offers no run_command. To do without: tools.shell "off".';
      return [{ name, status: 'warn', detail, advice }];
    }
  },
};
