import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { addressKind, addressKinds, type AddressKind } from './address-kind.ts';

const refusableKinds = addressKinds.filter((kind) => kind !== 'public');

const blockSchema = z
  .string()
  .refine((text) => parseBlock(text) !== undefined, 'must be an IP address or a block such as "10.1.0.0/16"');
/** A host name, or with `*.` in front all below it. */
export const hostPatternSchema: z.ZodType<string, string> = z
  .string()
  .toLowerCase()
  .regex(/^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/, 'must be a host name such as "api.example.org" or "*.example.org"');

/** Where the network tools may go. Part of the tools' policy; the defaults let them reach public addresses alone. */
export interface NetworkPolicy {
  /** Kinds of addresses, and blocks or single addresses, that may be reached besides public ones. */
  allowAddresses: readonly string[];
  /** Blocks or single addresses that are refused though they are public or allowed. */
  denyAddresses: readonly string[];
  /** Names that may be asked for, `*.` in front for all below; without it every name. */
  allowHosts?: readonly string[] | undefined;
  /** Names that are refused, with the same patterns. */
  denyHosts: readonly string[];
  /** TCP ports that may be connected to. */
  ports: readonly number[];
  /** Redirects that are followed, each judged anew. */
  maxRedirects: number;
  /** Of one call, name look-up, redirects and body included, in ms. */
  timeoutMs: number;
  /** Of a request's body. */
  maxRequestBytes: number;
  /** Of a response's body, both as it comes and once decompressed; what is beyond gets cut. */
  maxResponseBytes: number;
}

const mebibyte = 1024 * 1024;

/** As it is written, where what is left out has its default. */
export type NetworkPolicyInput = { [Key in keyof NetworkPolicy]?: NetworkPolicy[Key] | undefined };

export const networkPolicySchema: z.ZodType<NetworkPolicy, NetworkPolicyInput | undefined> = z
  .strictObject({
    allowAddresses: z.array(z.union([z.enum(refusableKinds), blockSchema])).default([]),
    denyAddresses: z.array(blockSchema).default([]),
    allowHosts: z.array(hostPatternSchema).optional(),
    denyHosts: z.array(hostPatternSchema).default([]),
    ports: z.array(z.int().min(1).max(65_535)).min(1).default([80, 443]),
    maxRedirects: z.int().min(0).max(20).default(5),
    timeoutMs: z.int().min(1).max(600_000).default(20_000),
    maxRequestBytes: z.int().min(0).default(mebibyte),
    maxResponseBytes: z.int().min(1).default(mebibyte),
  })
  .prefault({});

export type Judgement = { allowed: true } | { allowed: false; reason: string };

/** Whether a connection to this very address may be made. Errors: `INVALID_REQUEST` when it is no IP address. */
export function judgeAddress(address: string, policy: NetworkPolicy): Judgement {
  const kind = addressKind(address);
  if (policy.denyAddresses.some((block) => covers(block, address))) {
    return { allowed: false, reason: `${address} is refused by the policy (denyAddresses).` };
  }
  if (kind === 'public' || policy.allowAddresses.some((entry) => allows(entry, address, kind)))
    return { allowed: true };
  const reason = `${address} is ${described[kind]}, which the policy refuses. A person can allow it (allowAddresses).`;
  return { allowed: false, reason };
}

/** A name as `canonicalHost` writes it. */
export function judgeHost(hostname: string, policy: NetworkPolicy): Judgement {
  if (policy.denyHosts.some((pattern) => matches(pattern, hostname))) {
    return { allowed: false, reason: `The host ${hostname} is refused by the policy (denyHosts).` };
  }
  if (policy.allowHosts === undefined || policy.allowHosts.some((pattern) => matches(pattern, hostname))) {
    return { allowed: true };
  }
  return { allowed: false, reason: `The host ${hostname} is not among those that the policy allows (allowHosts).` };
}

export function judgePort(port: number, policy: NetworkPolicy): Judgement {
  if (policy.ports.includes(port)) return { allowed: true };
  return { allowed: false, reason: `The policy allows the ports ${policy.ports.join(', ')}, not ${port} (ports).` };
}

/** A block does not allow metadata addresses within it: those must be named one by one, or by their kind. */
function allows(entry: string, address: string, kind: AddressKind): boolean {
  if (entry === kind) return true;
  const block = parseBlock(entry);
  if (block === undefined || !covers(entry, address)) return false;
  const [network, bits] = block;
  return kind !== 'metadata' || bits === network.toByteArray().length * 8;
}

function covers(block: string, address: string): boolean {
  const parsedBlock = parseBlock(block);
  const parsed = ipaddr.parse(address);
  return parsedBlock !== undefined && parsedBlock[0].kind() === parsed.kind() && parsed.match(parsedBlock);
}

function parseBlock(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.parse(text);
  return [address, address.toByteArray().length * 8];
}

function matches(pattern: string, hostname: string): boolean {
  const name = hostname.replace(/\.$/, '');
  return pattern.startsWith('*.') ? name.endsWith(pattern.slice(1)) : name === pattern;
}

const described: Record<Exclude<AddressKind, 'public'>, string> = {
  private: 'a private address',
  loopback: 'this machine itself (loopback)',
  'link-local': 'a link-local address',
  metadata: "a cloud's metadata address",
  multicast: 'a multicast address',
  broadcast: 'the broadcast address',
  unspecified: 'the unspecified address (this machine itself)',
  documentation: 'an address for documentation',
  shared: "an address inside a provider's network",
  translated: 'an IPv4 address inside an IPv6 one',
  reserved: 'a reserved address',
};
