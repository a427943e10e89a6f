import { openDrivers } from '../training/open-drivers.ts';
import type { Check, Examination } from './check.ts';

const name = 'Training';

/** What would train, on what. It is not made before the first training: that it is missing is no fault. */
export const training: Examination = {
  name,
  async run({ config }) {
    const { driver } = await openDrivers({
      cacheFolder: config.folders.cache,
      offline: config.offline,
      environment: process.env,
      training: config.training,
    });
    const { ready, problems, facts } = await driver.probe();
    const described = Object.entries(facts).map(([fact, value]) => `${fact} ${value}`);
    const checks: Check[] = problems.map(({ message, canRepair }) => {
      const [detail = message, ...advice] = message.split(/(?<=\.) (?=[A-Z])/);
      return { name, status: canRepair ? 'ok' : 'warn', detail, advice: advice.join(' ') || 'Train again.' };
    });
    if (ready) checks.unshift({ name, status: 'ok', detail: `${driver.name}: ${described.join(', ')}` });
    return checks;
  },
};
