import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const name = 'localhost/node-stand-in:24';
const certificates = '/etc/ssl/certs/ca-certificates.crt';
const run = (program: string, args: readonly string[], cwd?: string): string =>
  execFileSync(program, args, { encoding: 'utf8', cwd, stdio: ['ignore', 'pipe', 'inherit'] }).trim();

/**
 * The name of an image that has what the Dockerfiles take from `node:24-bookworm-slim`: Debian, Node.js and npm below
 * /usr/local, and a user `node` with the number 1000. Made on first use.
 */
export function standInBase(): string {
  if (run('buildah', ['images', '--quiet', '--filter', `reference=${name}`]) !== '') return name;
  const root = debian();
  copyFileSync(process.execPath, join(root, 'usr/local/bin/node'));
  chmodSync(join(root, 'usr/local/bin/node'), 0o755);
  const container = run('buildah', ['from', 'scratch']);
  run('buildah', ['add', '--quiet', container, root, '/']);
  // Whatever signs for the package registry here, such as a proxy of a company, is trusted inside as well.
  if (existsSync(certificates)) {
    run('buildah', ['add', '--quiet', container, certificates, certificates]);
    const variables = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'PIP_CERT'];
    run('buildah', ['config', ...variables.flatMap((variable) => ['--env', `${variable}=${certificates}`]), container]);
  }
  run('buildah', ['commit', '--quiet', container, name]);
  run('buildah', ['rm', container]);
  return name;
}

function debian(): string {
  const root = join(process.env['TUNELOOP_CACHE'] ?? join(homedir(), '.cache/tuneloop'), 'image-steps/debian');
  if (existsSync(root)) return root;
  const partial = `${root}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  run('debootstrap', ['--variant=minbase', 'bookworm', partial]);
  run('chroot', [partial, 'groupadd', '--gid', '1000', 'node']);
  run('chroot', [partial, 'useradd', '--uid', '1000', '--gid', 'node', '--create-home', 'node']);
  const modules = join(partial, 'usr/local/lib');
  run('npm', ['install', '--global', '--prefix', join(partial, 'usr/local'), '--ignore-scripts', 'npm@11'], modules);
  renameSync(partial, root);
  return root;
}
