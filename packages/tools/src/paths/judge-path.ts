import type { FilePolicy } from '../policy/file-policy.ts';
import { foldName } from './fold-name.ts';
import type { PathAccess } from './path-use.ts';
import { namesOf, pathRulesOf, type PathPlatform } from './platform.ts';
import { posixPathMistake } from './posix-path.ts';
import { createSecretTest, type SecretTest } from './secret-names.ts';
import { systemPaths } from './system-paths.ts';
import { windowsPathMistake } from './windows-path.ts';

/** A file policy made ready to judge with. */
export interface PathRules {
  platform: PathPlatform;
  allowedRoots: readonly string[] | undefined;
  readOnlyRoots: readonly string[];
  protectedPaths: readonly string[];
  isSecret: SecretTest['isSecret'];
  holdsSecrets: SecretTest['holdsSecrets'];
}

const noSecrets: SecretTest = { isSecret: () => false, holdsSecrets: () => false };

const known = new WeakMap<FilePolicy, PathRules>();

export function pathRules(policy: FilePolicy, platform: PathPlatform): PathRules {
  const before = known.get(policy);
  if (before?.platform === platform) return before;
  const rules: PathRules = {
    platform,
    allowedRoots: policy.allowedRoots,
    readOnlyRoots: policy.readOnlyRoots,
    protectedPaths: [...systemPaths[platform], ...policy.protectedPaths],
    ...(policy.protectSecrets ? createSecretTest(policy.secretNames) : noSecrets),
  };
  known.set(policy, rules);
  return rules;
}

/** Why a text is no path that the tools take, or undefined. */
function pathMistake(path: string, platform: PathPlatform): string | undefined {
  return platform === 'win32' ? windowsPathMistake(path) : posixPathMistake(path);
}

/**
 * Why the policy refuses a path, or undefined. Pure: it knows nothing of links, so it is asked for the path as it was
 * written, and again for what that turned out to be.
 */
export function pathRefusal(path: string, access: PathAccess, rules: PathRules): string | undefined {
  const { platform, allowedRoots, readOnlyRoots, protectedPaths } = rules;
  const mistake = pathMistake(path, platform);
  if (mistake !== undefined) return `${shown(path)}: ${mistake}.`;
  const names = normalNames(path, platform);
  const folded = names.map(foldName);

  if (names.length === (platform === 'win32' ? 1 : 0))
    return `${shown(path)} itself is protected; name a folder in it.`;
  const protectedBy = protectedPaths.find((each) => startsWith(anyDrive(folded, rules), foldedNames(each, rules)));
  if (protectedBy !== undefined) return `${shown(path)} is protected (${protectedBy}).`;
  if (rules.isSecret(folded)) return `${shown(path)} may hold secrets and is protected (files.protectSecrets).`;

  const isReadOnly = readOnlyRoots.some((root) => startsWith(names, normalNames(root, platform), platform));
  const isAllowed = allowedRoots?.some((root) => startsWith(names, normalNames(root, platform), platform)) ?? true;
  if (access === 'read') {
    if (isAllowed || isReadOnly) return undefined;
    return outside(path, [...(allowedRoots ?? []), ...readOnlyRoots]);
  }
  if (isReadOnly) return `${shown(path)} may be read, but not changed (files.readOnlyRoots).`;
  if (!isAllowed) return outside(path, allowedRoots ?? []);
  return access === 'remove' ? removalRefusal(path, folded, rules) : undefined;
}

/** What holds something protected must not go away as a whole, and neither must a root. */
function removalRefusal(path: string, folded: readonly string[], rules: PathRules): string | undefined {
  const kept = [...rules.protectedPaths, ...(rules.allowedRoots ?? []), ...rules.readOnlyRoots];
  if (rules.holdsSecrets(folded))
    return `${shown(path)} may hold secrets and must stay where it is (files.protectSecrets).`;
  const inside = kept.find((each) => startsWith(foldedNames(each, rules), anyDrive(folded, rules)));
  return inside === undefined ? undefined : `${shown(path)} holds ${inside}, which must stay where it is.`;
}

function outside(path: string, roots: readonly string[]): string {
  const where = roots.length === 0 ? 'the policy allows no folder' : `the policy allows ${roots.join(', ')}`;
  return `${shown(path)} is outside of the allowed folders: ${where} (files.allowedRoots).`;
}

function normalNames(path: string, platform: PathPlatform): string[] {
  return namesOf(pathRulesOf(platform).normalize(path), platform);
}

function foldedNames(path: string, rules: PathRules): string[] {
  return anyDrive(normalNames(path, rules.platform).map(foldName), rules);
}

/** Windows may live on any drive, so that protected names count on all of them. */
function anyDrive(names: readonly string[], { platform }: PathRules): string[] {
  return names.slice(platform === 'win32' ? 1 : 0);
}

/** Roots are resolved before they are compared, which gives names their true case; a drive has none. */
function startsWith(names: readonly string[], start: readonly string[], platform: PathPlatform = 'linux'): boolean {
  return start.every((name, index) =>
    platform === 'win32' ? name.toLowerCase() === names[index]?.toLowerCase() : name === names[index],
  );
}

/** A path in a message: one line, and not longer than a person reads. */
export function shown(path: string): string {
  const text = path.length > 300 ? `${path.slice(0, 300)}…` : path;
  return /\p{Cc}/u.test(text) ? JSON.stringify(text) : `"${text}"`;
}
