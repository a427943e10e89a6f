import { generatedFiles, environmentReaders, forbiddenNames, maximumLines, maximumMedianLines } from './layers.ts';
import type { Architecture } from './model.ts';

/** Only `platform`, the apps and the engine child's bootstrap read the environment; tests may. */
export function environmentReads({ modules }: Architecture): string[] {
  return modules
    .filter(({ path, isTest }) => !isTest && !environmentReaders.some((folder) => path.startsWith(folder)))
    .flatMap(({ path, environmentReads: lines }) =>
      lines.map((line) => `${path}:${line}: process.env is for packages/platform and the apps; take a setting instead`),
    );
}

/** No folder or file is named after nothing. */
export function meaninglessNames({ modules }: Architecture): string[] {
  return modules.flatMap(({ path }) => {
    const name = path.split('/').find((part) => forbiddenNames.has(part.replace(/(\.test)?\.tsx?$/, '')));
    return name === undefined ? [] : [`${path}: "${name}" says nothing; put it with the concern that it serves`];
  });
}

/** One concept a file. */
export function moduleSizes(architecture: Architecture): string[] {
  const tooLong = architecture.modules
    .filter(({ path, lines }) => lines > maximumLines && !generatedFiles.includes(path))
    .map(({ path, lines }) => `${path}: ${lines} lines, ${maximumLines} at the most`);
  const median = medianLines(architecture);
  return median > maximumMedianLines
    ? [...tooLong, `the median file has ${median} lines, ${maximumMedianLines} at the most`]
    : tooLong;
}

/** Lines of the middle module that is not a test. */
export function medianLines({ modules }: Architecture): number {
  const sizes = modules.filter(({ isTest }) => !isTest).map(({ lines }) => lines);
  return sizes.toSorted((a, b) => a - b)[Math.floor(sizes.length / 2)] ?? 0;
}
