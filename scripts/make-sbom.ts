import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { npmPackages } from './licences/npm-packages.ts';
import { pythonPackages } from './licences/python-packages.ts';
import { readLockfile, type Lockfile } from './lock/lockfile.ts';
import { report } from './packages/report.ts';
import { workspacePackages, workspaceRoot } from './packages/workspace.ts';
import { billOfMaterials, type BomComponent } from './sbom/bill-of-materials.ts';
import { reachedFrom, type TreePackage } from './sbom/locked-tree.ts';

/*
 * Writes bills of materials (CycloneDX 1.6), each checked against the schema of the format: one for each package that is
 * published, with what is installed beside it; one for the whole workspace with its tools; one for the trainers' Python.
 *
 * node scripts/make-sbom.ts [FOLDER]
 */
const folder = process.argv[2] ?? join(workspaceRoot, 'sbom');
const lock = readLockfile('package-lock.json');
const licences = new Map(npmPackages(lock).map(({ name, version, license }) => [`${name}@${version}`, license]));
const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
mkdirSync(folder, { recursive: true });

for (const { manifest, path } of workspacePackages()) {
  if (manifest.private !== true) await write(manifest.name.replace('@', '').replace('/', '-'), lock, [path], path);
}
await write('workspace', lock, ['', ...workspacePackages().map(({ path }) => path)], '');
await writePython();

async function write(name: string, lockfile: Lockfile, roots: readonly string[], subject: string): Promise<void> {
  const tree = reachedFrom(lockfile, roots, { dev: name === 'workspace' });
  const components = tree.map(toComponent);
  const whole = components.find(({ reference }) => reference === (subject || 'workspace'))!;
  await save(
    name,
    whole,
    components.filter((component) => component !== whole),
  );
}

function toComponent({ path, name, entry, needs }: TreePackage): BomComponent {
  const version = entry.version ?? '0.0.0';
  const license = entry.license ?? licences.get(`${name}@${version}`);
  const reference = path || 'workspace';
  return {
    reference,
    name: name || 'tuneloop-workspace',
    version,
    registry: 'npm',
    license,
    integrity: entry.integrity,
    needs,
  };
}

async function writePython(): Promise<void> {
  const components = pythonPackages().map(({ name, version, license }): BomComponent => {
    return { reference: `${name}@${version}`, name, version, registry: 'pypi', license, needs: [] };
  });
  const { version } = workspacePackages()[0]!.manifest;
  const needs = components.map(({ reference }) => reference);
  await save(
    'python',
    { reference: 'tuneloop-lora', name: 'tuneloop-lora', version, registry: 'pypi', needs },
    components,
  );
}

async function save(name: string, subject: BomComponent, components: readonly BomComponent[]): Promise<void> {
  const text = `${JSON.stringify(billOfMaterials(subject, components), null, 2)}\n`;
  writeFileSync(join(folder, `${name}.cdx.json`), text);
  const problems = await validator.validate(text);
  report(
    `${name}.cdx.json: ${components.length} components`,
    problems === null ? [] : [JSON.stringify(problems).slice(0, 1000)],
  );
}
