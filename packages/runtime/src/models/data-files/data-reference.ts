import { TuneloopError } from '@tuneloop/protocol';
import { parseModelReference, type NpmReference, type PypiReference, type UrlReference } from '../model-reference.ts';

/** A file in a Hugging Face data set. */
export interface HuggingFaceDataReference {
  type: 'hugging-face-data';
  /** `organisation/name`. */
  repository: string;
  /** Branch, tag or commit; `main` when left out. */
  revision?: string;
  file: string;
  sha256?: string;
}

/** Where a file of training data is downloaded from. */
export type DataReference = HuggingFaceDataReference | UrlReference | NpmReference | PypiReference;

const acceptedForms = [
  'hf:organisation/dataset/path/train.parquet',
  'hf:organisation/dataset@revision/path/train.parquet',
  'https://host/train.jsonl.gz',
  'npm:package@version/path/train.jsonl',
  'pypi:package==version/path/train.csv',
];

/**
 * Reads a reference to a file of training data; `#sha256=…` behind it pins the content. Looks at the text only.
 *
 * Errors: `INVALID_REQUEST`, telling the accepted forms.
 */
export function parseDataReference(text: string): DataReference {
  const hub =
    /^(?:hf|huggingface):(?:datasets\/)?([\w.-]+\/[\w.-]+)(?:@([\w.%-]+))?\/([^#]+?)(?:#sha256=([0-9a-f]{64}))?$/i;
  const match = hub.exec(text.trim());
  if (match) {
    const [, repository, revision, file, sha256] = match as unknown as [string, string, string?, string?, string?];
    if (/(?:^|\/)\.{0,2}(?:\/|$)/.test(file!)) throw invalid(text, 'the path may not hold empty, "." or ".." parts');
    return {
      type: 'hugging-face-data',
      repository,
      ...(revision !== undefined && { revision }),
      file: file!,
      ...(sha256 !== undefined && { sha256: sha256.toLowerCase() }),
    };
  }
  if (!/^(?:https?|npm|pypi):/i.test(text.trim())) throw invalid(text, 'it names no source');
  const reference = parseModelReference(text);
  if (reference.type === 'url' || reference.type === 'npm' || reference.type === 'pypi') return reference;
  throw invalid(text, 'that is a model');
}

/** The file's own name, without its folders. */
export function dataFileName(reference: DataReference): string {
  const path = reference.type === 'url' ? decodeURIComponent(new URL(reference.url).pathname) : reference.file;
  return path.slice(path.lastIndexOf('/') + 1);
}

function invalid(text: string, reason: string): TuneloopError {
  return new TuneloopError(
    'INVALID_REQUEST',
    `"${text}" is not a reference to a file of training data: ${reason}. Accepted are: ${acceptedForms.join(', ')}.`,
    { details: { reference: text, acceptedForms } },
  );
}
