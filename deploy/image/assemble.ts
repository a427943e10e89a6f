import { cpSync, existsSync, globSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { productionPackages, type InstalledPackage } from './production-packages.ts';

/*
 * Puts what a server needs at run time into an empty folder, after `npm ci` and `npm run build`: the packages of the
 * workspace as npm would publish them, their dependencies, and the binaries of one platform and one kind of device.
 *
 *   node deploy/image/assemble.ts --to /out --device cpu|cuda
 */

const root = join(import.meta.dirname, '../..');
// Packages of one platform also allow themselves to be installed on others.
const devices = {
  cpu: new RegExp(`^@node-llama-cpp/(?!${process.platform}-${process.arch}$)`),
  cuda: new RegExp(`^@node-llama-cpp/(?!${process.platform}-${process.arch}(?:-cuda|-cuda-ext)?$)`),
} as const;

const { values } = parseArgs({ options: { to: { type: 'string' }, device: { type: 'string', default: 'cpu' } } });
const destination = values.to;
const without = devices[values.device as keyof typeof devices];
if (destination === undefined || without === undefined) {
  throw new Error('Usage: node deploy/image/assemble.ts --to FOLDER [--device cpu|cuda]');
}
if (existsSync(destination) && readdirSync(destination).length > 0) {
  throw new Error(`${destination} is not empty. Name a folder that is, or one that is not there yet.`);
}

const packages = productionPackages(root, {
  entries: ['apps/server', 'apps/cli'],
  // For ONNX models; whoever installs from npm chooses them.
  peers: ['onnxruntime-node', '@huggingface/tokenizers', 'koffi', 'node-llama-cpp'],
  without,
});
for (const installed of packages) copyPackage(installed, destination);
linkWorkspace(packages, destination);
removeOtherPlatforms(destination);
for (const file of ['LICENSE', 'package.json']) cpSync(join(root, file), join(destination, file));
console.log(`${packages.length} packages in ${destination}`);

function copyPackage({ path, files }: InstalledPackage, to: string): void {
  const from = join(root, path);
  if (files === undefined) {
    // What is installed below a package is a package of its own.
    const filter = (source: string): boolean => relative(from, source) !== 'node_modules';
    cpSync(from, join(to, path), { recursive: true, filter });
    return;
  }
  const published = files.flatMap((pattern) => globSync(pattern, { cwd: from }));
  if (!published.includes('dist')) throw new Error(`${path} is not built: npm run build`);
  for (const file of ['package.json', 'LICENSE', ...published]) {
    mkdirSync(dirname(join(to, path, file)), { recursive: true });
    cpSync(join(from, file), join(to, path, file), { recursive: true, filter: (name) => !name.endsWith('.map') });
  }
}

/** As `npm ci` links them. */
function linkWorkspace(all: readonly InstalledPackage[], to: string): void {
  for (const { name, path, files } of all) {
    if (files === undefined) continue;
    const link = join(to, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(relative(dirname(link), join(to, path)), link);
  }
}

/** onnxruntime-node has the libraries of all platforms in one package. */
function removeOtherPlatforms(to: string): void {
  const own = `${process.platform}/${process.arch}`;
  const binaries = join(to, 'node_modules/onnxruntime-node/bin');
  for (const folder of globSync('napi-v*/*/*', { cwd: binaries })) {
    if (!folder.endsWith(own)) rmSync(join(binaries, folder), { recursive: true });
  }
}
