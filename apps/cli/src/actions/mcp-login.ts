import { createInterface } from 'node:readline/promises';
import { loadConfig, logInToServer, logOutOfServer } from '@tuneloop/platform';
import { TuneloopError } from '@tuneloop/protocol';
import { configRequest } from '../config-options.ts';
import { notice, warning } from '../notice.ts';
import { openInBrowser } from '../terminal/open-in-browser.ts';

/** How long a person may take. */
const waitMs = 10 * 60_000;

/** Lets a person log in to a configured MCP server, in a browser. */
export async function logInToMcp(name: string, options: { browser?: boolean }): Promise<void> {
  const { browser = true, ...rest } = options;
  const { config, warnings } = await loadConfig(configRequest({ ...rest }));
  for (const text of warnings) warning(text);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort(new TuneloopError('ABORTED', 'The login was given up.'));
  process.once('SIGINT', interrupt);
  const timer = setTimeout(
    () => stop.abort(new TuneloopError('TIMEOUT', 'Nobody logged in within 10 minutes.')),
    waitMs,
  );
  const pasted = new AbortController();
  try {
    const onUrl = (url: URL, redirectUrl: string): void => {
      const isOpened = browser && openInBrowser(url);
      explain(url, redirectUrl, isOpened);
      if (process.stdin.isTTY) void passPastedAddress(redirectUrl, pasted.signal);
    };
    const wasNeeded = await logInToServer(config, name, { onUrl, signal: stop.signal });
    notice(wasNeeded ? `Logged in to ${name}.` : `${name} lets everybody in; no login was needed.`);
  } finally {
    clearTimeout(timer);
    pasted.abort();
    process.off('SIGINT', interrupt);
  }
}

export async function logOutOfMcp(name: string, options: object): Promise<void> {
  const { config } = await loadConfig(configRequest({ ...options }));
  await logOutOfServer(config, name);
  notice(`The login to ${name} is forgotten here. The server itself may still know of it.`);
}

function explain(url: URL, redirectUrl: string, isOpened: boolean): void {
  const { port } = new URL(redirectUrl);
  notice(isOpened ? 'Log in in the browser that has opened, or open this:' : 'Open this in a browser, and log in:');
  process.stdout.write(`${url.href}\n`);
  notice(
    `The browser comes back to port ${port} of this machine. From another machine, forward it first ` +
      `(ssh -L ${port}:127.0.0.1:${port} …)${process.stdin.isTTY ? ', or paste the address that the browser ends at here' : ''}.`,
  );
}

/** For a browser on a machine that does not reach this one: hands the address on as that browser would have. */
async function passPastedAddress(redirectUrl: string, signal: AbortSignal): Promise<void> {
  const lines = createInterface({ input: process.stdin });
  signal.addEventListener('abort', () => lines.close(), { once: true });
  for await (const line of lines) {
    const address = URL.parse(line.trim());
    if (address?.href.startsWith(redirectUrl)) await fetch(address, { signal }).catch(() => undefined);
    else if (line.trim() !== '') notice(`That is not the address; it begins with ${redirectUrl}.`);
  }
}
