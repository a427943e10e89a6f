import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from '../../packages/runtime/src/remote/llama-server/free-port.ts';
import { workspaceRoot } from '../../scripts/packages/workspace.ts';
import { standInBase } from './image-steps/stand-in-base.ts';

/*
 * Builds deploy/Dockerfile.server with buildah, on a stand-in for its base image (Debian's debootstrap and this workspace's
 * Node.js, since no registry of images can be reached here), and runs what came of it as Compose would: as its user, on a
 * read-only root, with volumes, a secret as a file, no capabilities and no other processes. Root on Linux with buildah,
 * debootstrap and bubblewrap; 4 GB of disk.
 *
 *   node --conditions=@tuneloop/source test/heavy/image-steps.ts [--image NAME] [--models FOLDER]
 *
 * `--image` takes one that was built before; `--models` a folder of models in place of a download.
 */

// Layers are stacked, not copied.
process.env['STORAGE_DRIVER'] ??= 'overlay';
const { values } = parseArgs({ options: { image: { type: 'string' }, models: { type: 'string' } } });
const buildah = (...args: string[]): string =>
  execFileSync('buildah', args, { encoding: 'utf8', cwd: workspaceRoot, stdio: ['ignore', 'pipe', 'inherit'] }).trim();

interface ImageConfig {
  User: string;
  Cmd: string[];
  Env: string[];
  WorkingDir: string;
  StopSignal: NodeJS.Signals;
  Healthcheck: { Test: string[] };
  Volumes: Record<string, unknown>;
}

const results: { what: string; figure: string; holds: boolean }[] = [];
const show = (what: string, holds: boolean, figure = ''): void => {
  results.push({ what, figure, holds });
  console.log(`${holds ? 'ok    ' : 'FAILED'} ${what}${figure && `: ${figure}`}`);
};

const image = values.image ?? build();
const { Docker } = JSON.parse(buildah('inspect', '--type', 'image', image)) as { Docker: { config: ImageConfig } };
const config = Docker.config;
const container = buildah('from', '--pull=false', image);
const folder = mkdtempSync(join(tmpdir(), 'tuneloop-image-'));
try {
  await exercise(buildah('mount', container));
} finally {
  buildah('rm', container);
  rmSync(folder, { recursive: true });
}
process.exit(results.length > 0 && results.every(({ holds }) => holds) ? 0 : 1);

function build(): string {
  const name = 'localhost/tuneloop:image-steps';
  const started = Date.now();
  const args = ['--format', 'docker', '--layers=false', '--pull=false', '--isolation', 'chroot', '--network', 'host'];
  const base = ['--build-arg', `NODE_IMAGE=${standInBase()}`];
  buildah('build', ...args, ...base, '--file', 'deploy/Dockerfile.server', '--tag', name, '.');
  show('every instruction of deploy/Dockerfile.server', true, `${Math.round((Date.now() - started) / 1000)} s`);
  return name;
}

async function exercise(root: string): Promise<void> {
  const megabytes = execFileSync('du', ['-sm', join(root, 'opt/tuneloop')], { encoding: 'utf8' }).split('\t')[0];
  show('what is shipped, without the base', Number(megabytes) < 400, `${megabytes} MB`);
  const [uid = '', gid = ''] = config.User.split(':');
  show('its user is a number, and not root', /^[1-9]\d*$/.test(uid), config.User);

  const port = await freePort();
  const key = 'tl-of-the-image-steps';
  const binds = Object.keys(config.Volumes).flatMap((volume) => ['--bind', hostFolder(volume), volume]);
  mkdirSync(join(folder, 'secrets'));
  writeFileSync(join(folder, 'secrets/api-key'), `${key}\n`);
  const environment = {
    ...Object.fromEntries(
      config.Env.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    ),
    PORT: String(port),
    API_KEY_FILE: '/run/secrets/api-key',
  };
  const mounts = `--ro-bind ${root} / --proc /proc --dev /dev --tmpfs /tmp --tmpfs /run
    --ro-bind ${join(folder, 'secrets')} /run/secrets --ro-bind /etc/resolv.conf /etc/resolv.conf ${binds.join(' ')}`;
  const rights = `--unshare-user --unshare-pid --unshare-ipc --uid ${uid} --gid ${gid} --cap-drop ALL --as-pid-1
    --die-with-parent --clearenv --chdir ${config.WorkingDir}`;
  const variables = Object.entries(environment).flatMap(([name, value]) => ['--setenv', name, value]);
  const options = [...mounts.split(/\s+/), ...rights.split(/\s+/), ...variables];
  const confined = (command: string[]): string[] => options.concat(command);
  const started = Date.now();
  const server = spawn('bwrap', confined(config.Cmd), { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()));

  const health = config.Healthcheck.Test.slice(1);
  let healthy = false;
  while (!healthy && server.exitCode === null && Date.now() - started < 300_000) {
    await sleep(500);
    healthy = (await exitCode(spawn('bwrap', confined(health), { stdio: 'ignore' }))) === 0;
  }
  show('the health check succeeds', healthy, `${((Date.now() - started) / 1000).toFixed(1)} s after the start`);
  if (!healthy) console.error(said);

  const ask = (authorization?: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
      body: JSON.stringify({ messages: [{ role: 'user', content: 'Say hello.' }], max_tokens: 8 }),
      signal: AbortSignal.timeout(60_000),
    });
  show('nobody is answered without the key', (await ask()).status === 401);
  const answer = await ask(`Bearer ${key}`);
  const text = JSON.stringify(await answer.json());
  show('a chat is answered', answer.status === 200 && text.includes('"finish_reason"'), `${answer.status}`);
  const page = await fetch(`http://127.0.0.1:${port}/`);
  show('the web app is there', page.status === 200 && (await page.text()).includes('<script'));
  const program = ['tuneloop', 'keys', 'create', 'image-steps'];
  show('the command line makes a key in the volume', (await exitCode(spawn('bwrap', confined(program)))) === 0);
  show(
    'what is recorded is in the volume',
    existsSync(join(folder, 'data/keys.json')) && existsSync(join(folder, 'data/log')),
  );
  const write = ['node', '-e', "require('node:fs').writeFileSync('/opt/tuneloop/x', '')"];
  show('its own files cannot be written', (await exitCode(spawn('bwrap', confined(write), { stdio: 'ignore' }))) !== 0);

  const stopped = Date.now();
  // bwrap waits outside; the server is its child, process 1 of its namespace.
  process.kill(childOf(server), config.StopSignal);
  show('it stops by itself', (await exitCode(server)) === 0, `${Date.now() - stopped} ms after ${config.StopSignal}`);
}

function hostFolder(volume: string): string {
  if (volume === '/models' && values.models !== undefined) return values.models;
  const path = join(folder, volume.slice(1));
  mkdirSync(path, { recursive: true });
  return path;
}

async function exitCode(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

function childOf({ pid }: ChildProcess): number {
  return Number(execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' }).trim());
}
