import { Router } from 'express';
import { sendJson } from '../http/send-json.ts';
import { swaggerUiFolder } from './swagger-ui-folder.ts';
import { docsPage, docsScript, docsSecurityPolicy } from './docs-page.ts';
import { createOpenApiDocument } from './document.ts';
import type { OpenApiPart } from './openapi-part.ts';

const assets = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

/** `/openapi.json`, and `/docs`: Swagger UI from this package's own files, without a request to anywhere else. */
export function createDocsRouter(parts: readonly OpenApiPart[] = []): Router {
  const router = Router({ strict: true });
  // Made for the first who asks: it takes longer than all else of a router.
  let document: ReturnType<typeof createOpenApiDocument> | undefined;
  const assetFolder = swaggerUiFolder();

  router.get('/openapi.json', (request, response) => {
    document ??= createOpenApiDocument({ parts });
    sendJson(response, 200, { ...document, servers: [{ url: request.baseUrl || '/' }] });
  });
  router.get('/docs', (_request, response) => {
    response.setHeader('content-security-policy', docsSecurityPolicy);
    response.setHeader('x-content-type-options', 'nosniff');
    response.type('html').send(docsPage);
  });
  router.get('/docs/', (_request, response) => response.redirect('../docs'));
  router.get('/docs/start.js', (_request, response) => {
    response.type('js').send(docsScript);
  });
  for (const asset of assets) {
    router.get(`/docs/${asset}`, (_request, response) => response.sendFile(asset, { root: assetFolder, maxAge: '1d' }));
  }
  return router;
}
