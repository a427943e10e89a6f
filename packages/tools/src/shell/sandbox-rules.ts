import { realpath } from 'node:fs/promises';
import { TuneloopError } from '@tuneloop/protocol';
import { pathRules } from '../paths/judge-path.ts';
import { followLinks } from '../paths/resolve-path.ts';
import type { ToolPolicy } from '../policy/tool-policy.ts';
import { findProtected } from './find-protected.ts';

/** A path as it is, never a pattern. */
export interface LiteralPath {
  path: string;
  literal: true;
}

/** What of the disk a command sees. Of two rules for reading the more specific one holds; for writing, denials win. */
export interface SandboxRules {
  denyRead: LiteralPath[];
  allowRead: LiteralPath[];
  allowWrite: LiteralPath[];
  denyWrite: LiteralPath[];
}

/** What programs need of the system; of `/etc` nothing that tells about this machine. */
const systemFolders = [
  '/usr',
  '/bin',
  '/lib',
  '/lib32',
  '/lib64',
  '/etc/alternatives',
  '/etc/ld.so.cache',
  '/etc/ld.so.conf',
  '/etc/ld.so.conf.d',
  '/etc/localtime',
  '/nix/store',
];

/** Each one is a mount of its own. */
const mostProtected = 1000;

/**
 * The file policy as rules of a sandbox: nothing is seen but programs, the roots, and what `readable` adds; nothing is
 * written but in `allowedRoots`, or in `folder` where there are none.
 *
 * @param folder in which the command begins, without links.
 *
 * Errors: `TOOL_DENIED` when what is protected in the roots cannot be found out, `ABORTED`.
 */
export async function sandboxRules(
  { files, shell }: ToolPolicy,
  folder: string,
  readable: readonly string[],
  signal: AbortSignal,
): Promise<SandboxRules> {
  const { resolved: rules } = await followLinks(pathRules(files, 'linux'));
  const { allowedRoots: writable = [folder], readOnlyRoots } = rules;
  const found = await findProtected([...writable, ...readOnlyRoots], rules, files, signal);
  if (found.hidden.length + found.unwritable.length > mostProtected) {
    const message =
      `The allowed folders hold more than ${mostProtected} files that may be secrets, which is more than a sandbox ` +
      'can hide. Allow a smaller folder (files.allowedRoots).';
    throw new TuneloopError('TOOL_DENIED', message);
  }
  const programs = await existing([...systemFolders, ...shell.path, ...readable]);
  return {
    denyRead: literal(['/', ...found.hidden]),
    allowRead: literal([...programs, ...writable, ...readOnlyRoots]),
    allowWrite: literal(writable),
    denyWrite: literal([...readOnlyRoots, ...found.hidden, ...found.unwritable]),
  };
}

function literal(paths: readonly string[]): LiteralPath[] {
  return [...new Set(paths)].map((path) => ({ path, literal: true }));
}

/** As they are written and as what they lead to, as far as they are there. */
async function existing(paths: readonly string[]): Promise<string[]> {
  const real = await Promise.all(paths.map(async (path) => [path, await realpath(path).catch(() => undefined)]));
  return real.flatMap(([path, target]) => (path === undefined || target === undefined ? [] : [path, target]));
}
