import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Headers that close what our pages do not need: no inline scripts or styles, nothing from elsewhere, no framing. */
export function securityHeaders(): RequestHandler {
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
    // The server speaks plain HTTP; whether its public name is HTTPS only is for the proxy in front to say.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  }) as RequestHandler;
}
