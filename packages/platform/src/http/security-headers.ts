import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { ServerConfig } from '../config/schema.ts';

/** In seconds. */
const year = 31_536_000;

/** Headers that close what our pages do not need: no inline scripts or styles, nothing from elsewhere, no framing. */
export function securityHeaders({ tls }: Pick<ServerConfig, 'tls'>): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        fontSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // Where a proxy in front encrypts, whether its public name is HTTPS only is for the proxy to say.
    strictTransportSecurity: tls?.certFile === undefined ? false : { maxAge: year, includeSubDomains: false },
    referrerPolicy: { policy: 'no-referrer' },
  }) as RequestHandler;
}
