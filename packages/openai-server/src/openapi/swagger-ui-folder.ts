import { createRequire } from 'node:module';
import { dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Where Swagger UI's files are. Published, they are beside the bundle: as a dependency the package would bring an
 * install script that reports to its makers.
 */
export function swaggerUiFolder(): string {
  const fromSource = extname(import.meta.url) === '.ts';
  if (!fromSource) return fileURLToPath(new URL('./swagger-ui', import.meta.url));
  return dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
}
