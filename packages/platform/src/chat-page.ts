import { fileURLToPath } from 'node:url';
import express, { type RequestHandler } from 'express';

/** The folder `page` is beside this file in the sources, and beside the bundle in the build. */
const pageFolder = fileURLToPath(new URL('./page/', import.meta.url));

/** Serves the built-in chat page at `/`, and its style and script. */
export function chatPage(): RequestHandler {
  return express.static(pageFolder, { index: 'index.html', cacheControl: false, redirect: false });
}
