import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createConsumerProject } from './packages/consumer-project.ts';
import { installedNames, quickExample, type QuickExample } from './packages/readme.ts';
import { report } from './packages/report.ts';
import { withTarballs, type PackedPackage } from './packages/tarballs.ts';
import { workspaceRoot } from './packages/workspace.ts';

const timeout = 120_000;

// Every package installs from its tarball into an empty project, where the example of its readme type-checks and runs.
await withTarballs(async (packages) => {
  for (const one of packages) report(one.manifest.name, problemsOf(one, packages));
});

function problemsOf(one: PackedPackage, packages: PackedPackage[]): string[] {
  const required = ['README.md', 'LICENSE'].filter((file) => !existsSync(join(one.folder, file)));
  if (required.length > 0) return required.map((file) => `${one.path}/${file} is missing`);

  const readme = readFileSync(join(one.folder, 'README.md'), 'utf8');
  const example = quickExample(readme);
  if (!example) return ['the readme has no ts, js or sh fence below "## Example"'];

  let project: string | undefined;
  try {
    project = createConsumerProject([...new Set([one.manifest.name, ...installedNames(readme)])], packages);
    return run(example, project);
  } catch (error) {
    return [String(error)];
  } finally {
    if (project !== undefined) rmSync(project, { recursive: true });
  }
}

function run({ language, code }: QuickExample, project: string): string[] {
  const file = `example.${language}`;
  writeFileSync(join(project, file), code);
  const typesOfNode = ['--types', 'node', '--typeRoots', join(workspaceRoot, 'node_modules/@types')];
  const compiler = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2023'];
  const types = language === 'ts' ? execute('tsc', ['--ignoreConfig', ...compiler, ...typesOfNode, file], project) : [];
  const [command, args]: [string, string[]] = language === 'sh' ? ['bash', ['-e', file]] : [process.execPath, [file]];
  return [...types, ...execute(command, args, project)];
}

function execute(command: string, args: readonly string[], cwd: string): string[] {
  const path = [join(cwd, 'node_modules/.bin'), join(workspaceRoot, 'node_modules/.bin'), process.env['PATH']];
  const env = { ...process.env, PATH: path.join(delimiter) };
  const { status, signal, error, stdout, stderr } = spawnSync(command, args, { cwd, env, timeout, encoding: 'utf8' });
  if (status === 0) return [];
  const end = error?.message ?? (signal === null ? `exit code ${status}` : `ended by ${signal}`);
  return [`${[command, ...args].join(' ')}: ${end}\n${stdout}${stderr}`];
}
