import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { tsupPackage } from '../../tsup.package.ts';

const folder = import.meta.dirname;

// The web app is served from the folder beside the bundle; it is built before.
const options = tsupPackage(folder);

export default {
  ...options,
  onSuccess: async (): Promise<void> => {
    await cp(join(folder, '../../apps/web/dist'), join(folder, 'dist/web'), { recursive: true });
  },
};
