import type { Logger } from '../logging/logger.ts';
import type { HttpServer } from '../server/http-server.ts';
import { readTls, type TlsMaterial } from '../server/tls.ts';
import type { LiveSettings } from './live-settings.ts';

/** Lets what was made with settings of its own follow reloads. */
export function followReloads(
  { config, onReload }: LiveSettings,
  { logger, server }: { logger: Logger; server: Pick<HttpServer, 'setTimeouts' | 'setTls'> },
): void {
  onReload(['log.level'], ({ log }) => ({
    commit: () => {
      logger.level = log.level;
    },
  }));
  const warnOfTls = (tls: TlsMaterial | undefined): void => {
    for (const warning of tls?.warnings ?? []) logger.warn({ expiresAt: tls?.expiresAt }, warning);
  };
  warnOfTls(readTls(config.server));
  onReload(['server.tls'], (next) => {
    const tls = readTls(next.server);
    if (tls === undefined) return undefined;
    return {
      commit: () => {
        server.setTls(tls);
        warnOfTls(tls);
      },
    };
  });
  const timeouts = ['server.headersTimeoutMs', 'server.requestTimeoutMs', 'server.connectionIdleMs'];
  onReload(timeouts, (next) => ({ commit: () => server.setTimeouts(next.server) }));
}
