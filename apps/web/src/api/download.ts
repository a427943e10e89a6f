import { storedKey } from './api-key.ts';
import { send, serverUrl } from './send.ts';

/**
 * Lets the browser keep what a path of the server answers, as the file `name`. Throws a `RequestProblem`.
 *
 * Without a key the browser takes it piece by piece; a key can only be sent by the page, which has to hold the answer then.
 */
export async function download(path: string, name: string): Promise<void> {
  if (storedKey() === undefined) {
    save(`${serverUrl()}${path}`, name);
    return;
  }
  const response = await send(path);
  const url = URL.createObjectURL(await response.blob());
  save(url, name);
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function save(href: string, name: string): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = name;
  link.click();
}
