import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { tsupPackage } from '../../tsup.package.ts';

const folder = import.meta.dirname;
const swaggerUi = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const assets = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png', 'LICENSE', 'NOTICE'];

// See src/openapi/swagger-ui-folder.ts for why its files travel with this package.
export default {
  ...tsupPackage(folder),
  onSuccess: async (): Promise<void> => {
    await Promise.all(assets.map((name) => cp(join(swaggerUi, name), join(folder, 'dist/swagger-ui', name))));
  },
};
