import { readFileSync } from 'node:fs';
import { checkPackage, createPackageFromTarballData, type Problem, type ResolutionKind } from '@arethetypeswrong/core';
import { problemAffectsResolutionKind } from '@arethetypeswrong/core/problems';
import { report } from './packages/report.ts';
import { withTarballs } from './packages/tarballs.ts';

/** The packages are ESM only, so `require` and the resolution of Node 10 are out of scope. */
const supported: readonly ResolutionKind[] = ['node16-esm', 'bundler'];

const describe = (problem: Problem): string =>
  'entrypoint' in problem
    ? `${problem.kind}: ${problem.entrypoint} (${problem.resolutionKind})`
    : `${problem.kind}: ${JSON.stringify(problem)}`;

// "Are the types wrong?" on what would be published.
await withTarballs(async (packages) => {
  for (const { manifest, tarball } of packages) {
    const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(tarball))));
    const exportsCode = Object.values(manifest.exports ?? {}).some((target) => typeof target === 'object');
    if (!analysis.types) {
      report(manifest.name, exportsCode ? ['no types are published'] : []);
      continue;
    }
    const problems = analysis.problems.filter((problem) =>
      supported.some((kind) => problemAffectsResolutionKind(problem, kind, analysis)),
    );
    report(manifest.name, problems.map(describe));
  }
});
