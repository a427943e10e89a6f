import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { Router, type Request } from 'express';

/** Beside the bundle of a published package, and where the workspace builds the app. */
const folders = ['./web/', '../../../../apps/web/dist/'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
const year = 31_536_000;

const notBuilt =
  '<!doctype html><html lang="en"><title>Tuneloop</title><p>The web app has not been built: run <code>npm run build -w ' +
  'apps/web</code> and load this page again. The API works without it, and is described at <a href="docs">/docs</a>.</p></html>';

/** Of what the build compresses. */
const mimeTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const encodings = [
  { name: 'br', extension: '.br' },
  { name: 'gzip', extension: '.gz' },
] as const;

/** The best encoding that the reader takes and the build has written the file in. */
function encodingOf(request: Request, folder: string): (typeof encodings)[number] | undefined {
  // A file of the folder itself: the build makes no others.
  if (!/^\/[\w-][\w.-]*$/.test(request.path)) return undefined;
  return encodings.find(
    ({ name, extension }) =>
      request.acceptsEncodings(name) === name && existsSync(join(folder, request.path + extension)),
  );
}

/** Where the built app is; `undefined` when it has not been built. */
function builtWebApp(): string | undefined {
  return folders.find((folder) => existsSync(join(folder, 'index.html')));
}

/**
 * Serves the web app at `/`. Its page is never cached, and what the page names is kept for good: the names change with the
 * contents. Compressed where the build has done that and the reader takes it.
 *
 * @param privacy who sees what is written there, in a sentence of plain text.
 * @param folder of the built app; looked for anew with each request until it is there.
 */
export function webApp(privacy: () => string, folder?: string): Router {
  const router = Router();
  router.get(['/', '/index.html'], (_request, response) => {
    const built = folder ?? builtWebApp();
    const page = built === undefined ? notBuilt : readFileSync(join(built, 'index.html'), 'utf8');
    response
      .status(built === undefined ? 503 : 200)
      .set('cache-control', 'no-cache')
      .type('html')
      .send(page.replace('{{privacy}}', () => escapeHtml(privacy())));
  });
  router.use('/assets', (request, response, next) => {
    const built = folder ?? builtWebApp();
    if (built === undefined) next();
    else {
      const folderOfAssets = join(built, 'assets');
      const encoding = encodingOf(request, folderOfAssets);
      const type = mimeTypes[extname(request.path)];
      response.vary('accept-encoding');
      if (encoding && type !== undefined) {
        request.url += encoding.extension;
        response.set({ 'content-encoding': encoding.name, 'content-type': type });
      }
      const options = { index: false, redirect: false, immutable: true, maxAge: year * 1000 };
      express.static(folderOfAssets, options)(request, response, next);
    }
  });
  router.get('/favicon.svg', (_request, response, next) => {
    const built = folder ?? builtWebApp();
    if (built === undefined) next();
    else response.set('cache-control', 'no-cache').sendFile(join(built, 'favicon.svg'));
  });
  return router;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
