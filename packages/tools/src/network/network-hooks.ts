import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { createNameLookups, type NameLookup } from './name-lookups.ts';

/** To an address that has been judged. */
export interface ConnectTarget {
  /** An IP address, never a name. */
  address: string;
  port: number;
  /** Encrypt, and hold the certificate against this name. */
  tls?: { hostname: string } | undefined;
}

/**
 * The only two ways out of this package. Both can be put in: a resolver of one's own, a tunnel, or a test that must
 * never send a packet to a forbidden address.
 */
export interface NetworkHooks {
  lookup: NameLookup;
  /** Resolves once connected (and encrypted); `signal` ends the attempt. The socket belongs to the caller. */
  connect: (target: ConnectTarget, signal: AbortSignal) => Promise<Socket>;
}

export const defaultNetworkHooks: NetworkHooks = {
  lookup: createNameLookups(),
  connect: ({ address, port, tls }, signal) =>
    new Promise((resolve, reject) => {
      const socket =
        tls === undefined
          ? connectTcp({ host: address, port })
          : connectTls({
              host: address,
              port,
              // No name is sent for an IP address (RFC 6066); the certificate is then held against the address.
              ...(isIP(tls.hostname) === 0 && { servername: tls.hostname }),
              ALPNProtocols: ['http/1.1'],
            });
      const fail = (error: unknown) => {
        socket.destroy();
        reject(error);
      };
      const abort = () => fail(signal.reason);
      socket.once('error', fail);
      socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
        signal.removeEventListener('abort', abort);
        socket.off('error', fail);
        resolve(socket.setNoDelay(true));
      });
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    }),
};
