import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';

/** The folder `page` is beside this file in the sources, and beside the bundle in the build. */
const pageFolder = fileURLToPath(new URL('./page/', import.meta.url));

/**
 * Serves the built-in chat page at `/`, and its style and script.
 *
 * @param privacy who sees what is written there, in a sentence of plain text.
 */
export function chatPage(privacy: string): Router {
  const page = readFileSync(join(pageFolder, 'index.html'), 'utf8').replace('{{privacy}}', () => escapeHtml(privacy));
  const router = Router();
  router.get(['/', '/index.html'], (_request, response) => void response.type('html').send(page));
  router.use(express.static(pageFolder, { index: false, cacheControl: false, redirect: false }));
  return router;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
