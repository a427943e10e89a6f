import type { RequestHandler } from 'express';

/**
 * Takes a body without a type, or with the one that curl puts on everything, for JSON: Ollama's own examples are written
 * so. Not when a web page sends it, which could otherwise reach a local server without the browser asking it first.
 */
export const assumeJson: RequestHandler = (request, _response, next) => {
  const type = request.headers['content-type'];
  const unsaid = type === undefined || type === 'application/x-www-form-urlencoded';
  if (unsaid && request.headers.origin === undefined) request.headers['content-type'] = 'application/json';
  next();
};
