import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

/**
 * Lets this process reach loopback alone: connections, look-ups and datagrams to anything else are told to `onAttempt`
 * and fail before a packet is sent. For a server that is sent addresses by the thousand.
 */
export function guardOutbound(onAttempt: (what: string) => void): void {
  const refuse = (what: string): Error => {
    onAttempt(what);
    return Object.assign(new Error(`Not sent: ${what}`), { code: 'ECONNREFUSED' });
  };

  const connect = Reflect.get(net.Socket.prototype, 'connect') as (...values: unknown[]) => net.Socket;
  Reflect.set(net.Socket.prototype, 'connect', function guarded(this: net.Socket, ...values: unknown[]) {
    // `net.connect` hands over its arguments as one list.
    const [first, second] = Array.isArray(values[0]) ? (values[0] as unknown[]) : values;
    const target = targetOf(first, second);
    if (target === undefined || isLoopback(target)) return connect.apply(this, values);
    const error = refuse(`connection to ${target}`);
    process.nextTick(() => this.destroy(error));
    return this;
  });

  const { lookup } = dns;
  Reflect.set(dns, 'lookup', (host: string, ...rest: unknown[]) => {
    if (isLoopback(host)) return Reflect.apply(lookup, dns, [host, ...rest]);
    process.nextTick(rest.at(-1) as (error: Error) => void, refuse(`look-up of ${host}`));
    return undefined;
  });
  const lookupPromise = dns.promises.lookup;
  Reflect.set(dns.promises, 'lookup', (host: string, ...rest: unknown[]) =>
    isLoopback(host)
      ? Reflect.apply(lookupPromise, dns.promises, [host, ...rest])
      : Promise.reject(refuse(`look-up of ${host}`)),
  );
  for (const resolver of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
    const names = Object.getOwnPropertyNames(resolver).filter((name) =>
      /^(?:resolve|reverse|lookupService)/.test(name),
    );
    for (const name of names) {
      Reflect.set(resolver, name, (host: string) => {
        throw refuse(`${name} of ${host}`);
      });
    }
  }
  Reflect.set(dgram.Socket.prototype, 'send', () => {
    throw refuse('a datagram');
  });
  syncBuiltinESMExports();
}

/** The host that a socket is to be connected to; `undefined`: a path of this machine. */
function targetOf(first: unknown, second: unknown): string | undefined {
  if (typeof first === 'object' && first !== null) {
    const { path, host } = first as { path?: unknown; host?: unknown };
    if (typeof path === 'string') return undefined;
    return typeof host === 'string' && host !== '' ? host : 'localhost';
  }
  if (typeof first === 'string' && !/^\d+$/.test(first)) return undefined;
  return typeof second === 'string' ? second : 'localhost';
}

function isLoopback(host: string): boolean {
  const name = host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  return name === 'localhost' || name === '::1' || (net.isIPv4(name) && name.startsWith('127.'));
}
