import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TuneloopError } from '@tuneloop/protocol';

/** The folder of this package's Python project: of its sources, or of the package that was installed. */
export function pythonProjectFolder(): string {
  // Bundling moves this code: the project is beside whichever folder holds it.
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'python', 'pyproject.toml'))) {
    const parent = dirname(folder);
    if (parent === folder) {
      throw new TuneloopError(
        'INTERNAL',
        'The Python project of @tuneloop/lora is missing beside its code. Install the package again.',
      );
    }
    folder = parent;
  }
  return join(folder, 'python');
}
