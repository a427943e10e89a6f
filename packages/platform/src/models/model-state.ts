import { publicMessage } from '@tuneloop/openai-server';
import { formatBytes } from '@tuneloop/runtime';
import type { ProgressEvent, TuneloopError } from '@tuneloop/protocol';

const verbs: Record<ProgressEvent['phase'], string> = {
  download: 'being downloaded',
  verify: 'being verified',
  extract: 'being unpacked',
  load: 'being loaded',
  read: 'being read',
};

/** `being downloaded (43.1 MB of 98.4 MB)`, to follow "The model is". */
export function describeProgress(progress: ProgressEvent | undefined): string {
  if (progress === undefined) return 'being prepared';
  const { phase, completed, total } = progress;
  // After the weights are loaded the engine still measures what is fastest here.
  if (phase === 'load') return completed < 1000 ? `${verbs.load} (${Math.floor(completed / 10)} %)` : 'being prepared';
  return `${verbs[phase]} (${formatBytes(completed)}${total === undefined ? '' : ` of ${formatBytes(total)}`})`;
}

/** Why loading failed, without upstreams' addresses and the folders of paths: what clients may be told. */
export function publicReason(error: TuneloopError): string {
  return withoutFolders(publicMessage(error));
}

/** The text with the last part alone of every absolute path in it. */
export function withoutFolders(text: string): string {
  return text.replaceAll(/(?<![\w.:/\\])(?:\/|~\/|[A-Za-z]:\\)[^\s"'`<>|]*[\\/]/g, '');
}
