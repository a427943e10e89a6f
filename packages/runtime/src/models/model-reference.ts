import { TuneloopError } from '@tuneloop/protocol';

/**
 * Where a model comes from. `sha256` (64 hexadecimal digits) pins the file and is written as a suffix
 * `#sha256=…` of the reference.
 */
export type ModelReference =
  | PathReference
  | HuggingFaceReference
  | OllamaReference
  | UrlReference
  | NpmReference
  | PypiReference
  | NameReference;

/** A reference to something that is downloaded. */
export type RemoteReference = Exclude<ModelReference, PathReference | NameReference>;

/** A file on this machine. */
export interface PathReference {
  type: 'path';
  path: string;
}

/**
 * A model in a Hugging Face repository: a GGUF file by its path, a folder for ONNX Runtime GenAI by its own, either by its
 * quantisation, or the usual choice when none is given.
 */
export interface HuggingFaceReference {
  type: 'hugging-face';
  /** `organisation/name`. */
  repository: string;
  /** Branch, tag or commit. */
  revision?: string;
  file?: string;
  folder?: string;
  quantization?: string;
  sha256?: string;
  /** Written without `hf:`; a folder of that name on this machine comes first. */
  plain?: true;
}

export interface OllamaReference {
  type: 'ollama';
  /** Left out for Ollama's own registry. */
  host?: string;
  namespace: string;
  name: string;
  tag: string;
  sha256?: string;
}

export interface UrlReference {
  type: 'url';
  url: string;
  sha256?: string;
}

export interface NpmReference {
  type: 'npm';
  package: string;
  version?: string;
  /** Path in the package. */
  file: string;
  sha256?: string;
}

export interface PypiReference {
  type: 'pypi';
  package: string;
  version?: string;
  /** Path in the wheel. */
  file: string;
  sha256?: string;
}

/** A model's short name: an alias of the configuration, the embedded model, a well known one, or one on disk. */
export interface NameReference {
  type: 'name';
  name: string;
}

const acceptedForms = [
  './model.gguf',
  './onnx-model',
  'hf:organisation/repository:Q4_K_M',
  'hf:organisation/repository@revision/file.gguf',
  'hf:organisation/repository/folder',
  'organisation/repository:Q4_K_M',
  'ollama:name:tag',
  'https://host/model.gguf',
  'npm:package@version/path/model.gguf',
  'pypi:package==version/path/model.gguf',
  'the name of a configured model',
];

/**
 * Reads a model reference. Looks at the text only, neither at the disk nor at the network.
 *
 * Errors: `INVALID_REQUEST`, telling the accepted forms.
 */
export function parseModelReference(text: string): ModelReference {
  const trimmed = text.trim();
  const { location, sha256 } = splitPin(trimmed);
  if (location === '') throw invalid(text, 'it is empty');
  const scheme = /^(hf|huggingface|ollama|npm|pypi|https?|file):/i.exec(location)?.[1]?.toLowerCase();
  const rest = scheme === undefined ? location : location.slice(scheme.length + 1);
  const pin = sha256 === undefined ? {} : { sha256 };
  switch (scheme) {
    case 'hf':
    case 'huggingface':
      return { ...parseHuggingFace(rest, text), ...pin };
    case 'ollama':
      return { ...parseOllama(rest, text), ...pin };
    case 'npm':
      return { ...parseNpm(rest, text), ...pin };
    case 'pypi':
      return { ...parsePypi(rest, text), ...pin };
    case 'http':
    case 'https':
      return { ...parseUrl(location, text), ...pin };
    case 'file':
      return { type: 'path', path: decodeURIComponent(rest.replace(/^\/\/(localhost)?(?=\/)/i, '')) };
    case undefined:
    default:
      return parseBare(trimmed, location, pin);
  }
}

/** The canonical text of a reference; parsing it gives the same reference again. */
export function formatModelReference(reference: ModelReference): string {
  const pin = 'sha256' in reference && reference.sha256 !== undefined ? `#sha256=${reference.sha256}` : '';
  switch (reference.type) {
    case 'path':
      return reference.path;
    case 'name':
      return reference.name;
    case 'hugging-face': {
      const revision = reference.revision === undefined ? '' : `@${reference.revision}`;
      const place = reference.file ?? reference.folder;
      const file = place === undefined ? '' : `/${place}`;
      const quantization = reference.quantization === undefined ? '' : `:${reference.quantization}`;
      return `hf:${reference.repository}${revision}${file}${quantization}${pin}`;
    }
    case 'ollama': {
      const host = reference.host === undefined ? '' : `${reference.host}/`;
      const namespace = reference.namespace === 'library' && host === '' ? '' : `${reference.namespace}/`;
      return `ollama:${host}${namespace}${reference.name}:${reference.tag}${pin}`;
    }
    case 'url':
      return `${reference.url}${pin}`;
    case 'npm':
      return `npm:${reference.package}${reference.version === undefined ? '' : `@${reference.version}`}/${reference.file}${pin}`;
    case 'pypi':
    default:
      return `pypi:${reference.package}${reference.version === undefined ? '' : `==${reference.version}`}/${reference.file}${pin}`;
  }
}

function splitPin(text: string): { location: string; sha256?: string } {
  const at = text.indexOf('#sha256=');
  if (at < 0) return { location: text };
  const sha256 = text.slice(at + '#sha256='.length).toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw invalid(text, 'a SHA-256 has 64 hexadecimal digits');
  return { location: text.slice(0, at), sha256 };
}

const repositoryPattern = String.raw`[\w.-]+\/[\w.-]+`;

function parseHuggingFace(text: string, whole: string): HuggingFaceReference {
  const match = new RegExp(
    String.raw`^(?<repository>${repositoryPattern})(?:@(?<revision>[\w.%-]+))?(?:\/(?<file>[^:]+\.gguf)|\/(?<folder>[^:]+?)\/?|:(?<quantization>[\w.-]+))?$`,
    'i',
  ).exec(text);
  const { repository, revision, file, folder, quantization } = match?.groups ?? {};
  if (repository === undefined) throw invalid(whole, 'a repository is written organisation/name');
  const place = file ?? folder;
  if (place !== undefined) assertInnerPath(place, whole);
  return {
    type: 'hugging-face',
    repository,
    ...(revision !== undefined && { revision }),
    ...(file !== undefined && { file }),
    ...(folder !== undefined && { folder }),
    ...(quantization !== undefined && { quantization }),
  };
}

function parseOllama(text: string, whole: string): OllamaReference {
  const match =
    /^(?:(?:(?<host>[\w-]+(?:\.[\w-]+)+(?::\d+)?|localhost(?::\d+)?)\/)?(?<namespace>[\w.-]+)\/)?(?<name>[\w.-]+)(?::(?<tag>[\w.-]+))?$/.exec(
      text,
    );
  const { host, namespace, name, tag } = match?.groups ?? {};
  if (name === undefined) throw invalid(whole, 'an Ollama model is written name:tag');
  return {
    type: 'ollama',
    ...(host !== undefined && { host }),
    namespace: namespace ?? 'library',
    name,
    tag: tag ?? 'latest',
  };
}

function parseNpm(text: string, whole: string): NpmReference {
  const match = /^(?<name>(?:@[\w.~-]+\/)?[\w.~-]+)(?:@(?<version>[\w.+^~-]+))?\/(?<file>.+)$/.exec(text);
  const { name, version, file } = match?.groups ?? {};
  if (name === undefined || file === undefined) throw invalid(whole, 'a package is followed by the path in it');
  assertInnerPath(file, whole);
  return { type: 'npm', package: name, ...(version !== undefined && { version }), file };
}

function parsePypi(text: string, whole: string): PypiReference {
  const match = /^(?<name>[A-Za-z0-9][\w.-]*)(?:==(?<version>[\w.+!-]+))?\/(?<file>.+)$/.exec(text);
  const { name, version, file } = match?.groups ?? {};
  if (name === undefined || file === undefined) throw invalid(whole, 'a package is followed by the path in it');
  assertInnerPath(file, whole);
  return { type: 'pypi', package: name, ...(version !== undefined && { version }), file };
}

function parseUrl(text: string, whole: string): UrlReference | HuggingFaceReference {
  if (!URL.canParse(text)) throw invalid(whole, 'the URL is malformed');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    throw invalid(`${url.protocol}//…@${url.host}${url.pathname}`, 'a URL may not hold a user name or password');
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw invalid(whole, 'plain http: is accepted for this machine alone; use https:');
  }
  // What the address bar shows for a file is a page about it; the reference of the same file is what is meant.
  const page = /^\/([\w.-]+\/[\w.-]+)\/(?:blob|resolve)\/([\w.%-]+)\/(.+\.gguf)$/i.exec(url.pathname);
  if (url.hostname === 'huggingface.co' && page?.[1] !== undefined && page[2] !== undefined && page[3] !== undefined) {
    const file = decodeURIComponent(page[3]);
    assertInnerPath(file, whole);
    return { type: 'hugging-face', repository: page[1], revision: page[2], file };
  }
  const tree = /^\/([\w.-]+\/[\w.-]+)\/tree\/([\w.%-]+)\/(.+?)\/?$/i.exec(url.pathname);
  if (url.hostname === 'huggingface.co' && tree?.[1] !== undefined && tree[2] !== undefined && tree[3] !== undefined) {
    const folder = decodeURIComponent(tree[3]);
    assertInnerPath(folder, whole);
    return { type: 'hugging-face', repository: tree[1], revision: tree[2], folder };
  }
  return { type: 'url', url: url.href };
}

function parseBare(whole: string, location: string, pin: { sha256?: string }): ModelReference {
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(location)) throw invalid(whole, 'this kind of address is unknown');
  if (/^(?:[./~]|[a-z]:[\\/])|\\|\.gguf$/i.test(whole)) return { type: 'path', path: whole };
  // Of the Hub's repositories only those that are named as such have folders: this may be one of this machine.
  if (/^[^/@:]+(?:\/[^/@:]+){2,}\/?$/.test(location)) return { type: 'path', path: whole };
  if (location.includes('/')) return { ...parseHuggingFace(location, whole), ...pin, plain: true };
  if (/^[\w.-]+:[\w.-]+$/.test(location)) throw invalid(whole, `write ollama:${location} for a model of Ollama`);
  if (!/^[\w.-]+$/.test(location)) throw invalid(whole, 'a name has letters, digits, ".", "_" and "-" only');
  return { type: 'name', name: location };
}

/** Whether a URL's host name is this machine. */
export function isLoopback(hostname: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i.test(hostname);
}

function assertInnerPath(file: string, whole: string): void {
  if (file.startsWith('/') || /(?:^|[\\/])\.{1,2}(?:[\\/]|$)/.test(file)) {
    throw invalid(whole, 'the path must stay inside and may not hold "." or ".." parts');
  }
}

function invalid(text: string, reason: string): TuneloopError {
  return new TuneloopError(
    'INVALID_REQUEST',
    `"${text}" is not a model reference: ${reason}. Accepted are: ${acceptedForms.join(', ')}.`,
    { details: { reference: text, acceptedForms } },
  );
}
