import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { tsupPackage } from '../../tsup.package.ts';

const folder = import.meta.dirname;

// The chat page is served from the folder beside the bundle.
const options = tsupPackage(folder);

export default {
  ...options,
  onSuccess: async (): Promise<void> => {
    await cp(join(folder, 'src/page'), join(folder, 'dist/page'), { recursive: true });
  },
};
