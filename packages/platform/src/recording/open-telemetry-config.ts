import type { OtlpReceiver } from '@tuneloop/rlhf/otel';
import { z } from 'zod';
import { Secret } from '../config/secret.ts';

export interface OpenTelemetryConfig {
  /** Of a receiver of OTLP; traces go to `/v1/traces` below it. */
  endpoint?: string | undefined;
  /** The whole address for traces, in place of `endpoint`. */
  tracesEndpoint?: string | undefined;
  /** `name=value,name=value`, values percent-encoded. */
  headers?: Secret | undefined;
  /** `grpc` is known, and not spoken. */
  protocol?: 'http/protobuf' | 'http/json' | 'grpc' | undefined;
  serviceName?: string | undefined;
  /** Whether texts are sent. */
  content?: boolean | undefined;
  /** Whether nothing is sent, whatever address is set. */
  disabled?: boolean | undefined;
}

/** What one source may say of it. */
export type OpenTelemetryConfigInput = Omit<OpenTelemetryConfig, 'headers'> & {
  headers?: string | Secret | undefined;
};

const url = z.url({ protocol: /^https?$/, error: 'must be a URL, such as http://localhost:4318' });

export const openTelemetrySchema: z.ZodType<OpenTelemetryConfig> = z
  .strictObject({
    endpoint: url,
    tracesEndpoint: url,
    headers: z
      .union([z.string().min(1), z.instanceof(Secret)], 'must be text that is not empty')
      .transform((value) => (typeof value === 'string' ? new Secret(value) : value))
      .refine((value) => readHeaders(value.reveal()) !== undefined, 'must be name=value,name=value'),
    protocol: z.enum(['http/protobuf', 'http/json', 'grpc'], 'must be http/protobuf or http/json'),
    serviceName: z.string().min(1, 'must not be empty'),
    content: z.boolean('must be true or false'),
    disabled: z.boolean('must be true or false'),
  })
  .partial();

/** Where traces go; `undefined` when no address is set, or sending is turned off. */
export function otlpReceiver(config: OpenTelemetryConfig): OtlpReceiver | undefined {
  const { endpoint, tracesEndpoint, headers, protocol, disabled } = config;
  const address = tracesEndpoint ?? (endpoint && `${endpoint.replace(/\/+$/, '')}/v1/traces`);
  if (address === undefined || disabled) return undefined;
  return {
    url: address,
    encoding: protocol === 'http/json' ? 'json' : 'protobuf',
    ...(headers && { headers: readHeaders(headers.reveal()) }),
  };
}

function readHeaders(text: string): Record<string, string> | undefined {
  try {
    const entries = text.split(',').flatMap((part): [string, string][] => {
      if (part.trim() === '') return [];
      const [, name, value] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*=(.*)$/s.exec(part) ?? [];
      if (name === undefined) throw new TypeError('not a header');
      return [[name.toLowerCase(), decodeURIComponent(value!.trim())]];
    });
    return Object.fromEntries(entries);
  } catch {
    return undefined;
  }
}
