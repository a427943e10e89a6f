import { compileGlob } from './glob.ts';

/** Files and folders that hold passwords and keys, by their names anywhere in a path. */
const secretNames = [
  '.env',
  '.env.*',
  '.envrc',
  '*.{pem,key,p12,pfx,ppk,jks,keystore,kdbx}',
  'id_{rsa,dsa,ecdsa,ed25519,ecdsa_sk,ed25519_sk}',
  '.{ssh,gnupg,aws,azure,kube,docker,password-store}',
  '{.,_}netrc',
  '.{npmrc,pypirc,pgpass,my.cnf,git-credentials,vault-token}',
  '.{mozilla,thunderbird}',
  '.*_history',
  'key{chains,rings}',
];

/** Folders of which only the place tells that they hold secrets. */
const secretFolders = [
  ['.config', 'gh'],
  ['.config', 'gcloud'],
  ['.config', 'google-chrome'],
  ['.config', 'chromium'],
];

/** What projects hand around to show what belongs into the real file. */
const examples = ['.env.{example,sample,template,dist,defaults}'];

/** Of paths, as their folded names from the top. */
export interface SecretTest {
  /** It is, or lies in, something that holds secrets. */
  isSecret: (names: readonly string[]) => boolean;
  /** Something in it is known by its place alone, so that it would not be known any more in another one. */
  holdsSecrets: (names: readonly string[]) => boolean;
}

/** Errors: `RangeError` for a wrong pattern among `furtherNames`. */
export function createSecretTest(furtherNames: readonly string[]): SecretTest {
  const usual = secretNames.map((name) => compileGlob(name, { ignoreCase: true }));
  const exceptions = examples.map((name) => compileGlob(name, { ignoreCase: true }));
  const further = furtherNames.map((name) => compileGlob(name, { ignoreCase: true }));
  const isSecretName = (name: string): boolean =>
    further.some((matches) => matches(name)) ||
    (usual.some((matches) => matches(name)) && !exceptions.some((matches) => matches(name)));
  return {
    isSecret: (names) =>
      names.some(isSecretName) ||
      secretFolders.some(([first, second]) => names.some((name, at) => name === first && names[at + 1] === second)),
    holdsSecrets: (names) => secretFolders.some(([first]) => names.at(-1) === first),
  };
}
