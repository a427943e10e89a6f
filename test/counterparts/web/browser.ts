import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { chromium, type Browser, type Page } from 'playwright-core';
import { inject } from 'vitest';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Throws what to install where there is no browser. */
export async function launchBrowser(): Promise<Browser> {
  const found = inject('chromium');
  if ('missing' in found) throw new Error(found.missing);
  return chromium.launch({ executablePath: found.path, args: flags });
}

/** Looks at the page are kept for people, in `TUNELOOP_ARTEFACTS` or in `.artefacts` beside the tests. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['TUNELOOP_ARTEFACTS'] ?? join(import.meta.dirname, '../.artefacts');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, '.gitignore'), '*\n');
  await page.screenshot({ path: join(folder, `web-${name}.png`) });
}
