import { allowedOriginSchema } from '@tuneloop/openai-server';
import { z } from 'zod';
import { isProxyEntry } from '../http/proxy-trust.ts';
import type { SettingDefinition } from './setting-definition.ts';
import { text } from './value-schemas.ts';

/** Where the server meets the network: encryption, proxies in front of it, pages of others. */
export interface ServerEdges {
  /** Whose pages may call the server, beside its own and those of `allowedHosts`: origins, hosts, `*`. */
  allowedOrigins: string[];
  /** Absolute paths of PEM files; with both the server speaks HTTPS. */
  tls?: { certFile?: string | undefined; keyFile?: string | undefined } | undefined;
  /** Proxies that are believed what they say of clients: `loopback`, addresses, networks (`10.0.0.0/8`), or how many. */
  trustProxy: string[];
}

export interface ServerEdgesShape {
  allowedOrigins: z.ZodType<string[]>;
  tls: z.ZodType<NonNullable<ServerEdges['tls']>>;
  trustProxy: z.ZodType<string[]>;
}

export const serverEdgesShape: ServerEdgesShape = {
  allowedOrigins: z.array(allowedOriginSchema, 'must be a list of origins'),
  tls: z.strictObject({ certFile: text(), keyFile: text() }).partial(),
  trustProxy: z
    .array(
      z
        .string('must be text')
        .refine(
          isProxyEntry,
          'must be "loopback", "linklocal", "uniquelocal", an address, a network such as 10.0.0.0/8, or how many proxies there are',
        ),
      'must be a list of proxies',
    )
    .refine(
      (entries) => entries.length === 1 || entries.every((entry) => !/^\d+$/.test(entry)),
      'must be a number of proxies or a list of addresses, not both.',
    ),
};

export const serverEdgesDefaults: Pick<ServerEdges, 'allowedOrigins' | 'trustProxy'> = {
  allowedOrigins: [],
  trustProxy: [],
};

/** To do with it, or without, is another server. */
const whileSet = (before: unknown, next: unknown): boolean => before !== undefined && next !== undefined;

export const serverEdgesSettings: readonly SettingDefinition[] = [
  {
    path: 'server.allowedOrigins',
    kind: 'list',
    environment: 'ALLOWED_ORIGINS',
    flag: 'allowed-origins',
    summary: 'whose web pages may use the server beside its own: https://app.example, a host, or *',
    live: true,
  },
  {
    path: 'server.tls.certFile',
    kind: 'path',
    environment: 'TLS_CERT_FILE',
    summary: 'certificate and its chain (PEM); with the key the server speaks HTTPS',
    hasContents: true,
    live: whileSet,
  },
  {
    path: 'server.tls.keyFile',
    kind: 'path',
    environment: 'TLS_KEY_FILE',
    summary: 'the private key of that certificate (PEM)',
    hasContents: true,
    live: whileSet,
  },
  {
    path: 'server.trustProxy',
    kind: 'list',
    environment: 'TRUST_PROXY',
    summary:
      'proxies in front, believed what they say of clients: loopback, addresses, networks, or how many; needs a key',
  },
];
