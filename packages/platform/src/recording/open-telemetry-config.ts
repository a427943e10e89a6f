import type { OtlpReceiver } from '@tuneloop/rlhf/otel';
import { z } from 'zod';
import { Secret } from '../config/secret.ts';
import { samplerNames, type SamplerName } from '../telemetry/sampler.ts';

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
  /** The whole address for metrics, in place of `endpoint`. */
  metricsEndpoint?: string | undefined;
  tracesExporter?: 'otlp' | 'none' | undefined;
  metricsExporter?: 'otlp' | 'none' | undefined;
  /** Between two deliveries of metrics. */
  metricsIntervalMs?: number | undefined;
  sampler?: SamplerName | undefined;
  /** From 0 to 1, for samplers by ratio. */
  samplerRatio?: number | undefined;
  /** `name=value,name=value`, values percent-encoded. */
  resourceAttributes?: string | undefined;
  /** Whether nothing is sent, whatever address is set. */
  disabled?: boolean | undefined;
}

/** What one source may say of it. */
export type OpenTelemetryConfigInput = Omit<OpenTelemetryConfig, 'headers' | 'samplerRatio'> & {
  headers?: string | Secret | undefined;
  samplerRatio?: number | string | undefined;
};

const url = z.url({ protocol: /^https?$/, error: 'must be a URL, such as http://localhost:4318' });

export const openTelemetrySchema: z.ZodType<OpenTelemetryConfig> = z
  .strictObject({
    endpoint: url,
    tracesEndpoint: url,
    headers: z
      .union([z.string().min(1), z.instanceof(Secret)], 'must be text that is not empty')
      .transform((value) => (typeof value === 'string' ? new Secret(value) : value))
      .refine((value) => readPairs(value.reveal()) !== undefined, 'must be name=value,name=value'),
    metricsEndpoint: url,
    tracesExporter: z.enum(['otlp', 'none'], 'must be otlp or none'),
    metricsExporter: z.enum(['otlp', 'none'], 'must be otlp or none'),
    metricsIntervalMs: z.int('must be a whole number').min(100, 'must be at least 100').max(3_600_000),
    sampler: z.enum(samplerNames, `must be one of ${samplerNames.join(', ')}`),
    samplerRatio: z.coerce
      .number('must be a number from 0 to 1')
      .min(0, 'must be at least 0')
      .max(1, 'must be at most 1'),
    resourceAttributes: z.string().refine((value) => readPairs(value) !== undefined, 'must be name=value,name=value'),
    protocol: z.enum(['http/protobuf', 'http/json', 'grpc'], 'must be http/protobuf or http/json'),
    serviceName: z.string().min(1, 'must not be empty'),
    content: z.boolean('must be true or false'),
    disabled: z.boolean('must be true or false'),
  })
  .partial();

/** Where traces go; `undefined` when no address is set, or sending is turned off. */
export function otlpReceiver(config: OpenTelemetryConfig): OtlpReceiver | undefined {
  if (config.tracesExporter === 'none') return undefined;
  return receiverAt(config.tracesEndpoint ?? addressBelow(config, 'traces'), config);
}

/** Where metrics go; likewise. */
export function otlpMetricsReceiver(config: OpenTelemetryConfig): OtlpReceiver | undefined {
  if (config.metricsExporter === 'none') return undefined;
  return receiverAt(config.metricsEndpoint ?? addressBelow(config, 'metrics'), config);
}

export function resourceAttributes(config: OpenTelemetryConfig): Record<string, string> {
  return readPairs(config.resourceAttributes ?? '') ?? {};
}

function addressBelow({ endpoint }: OpenTelemetryConfig, signal: string): string | undefined {
  return endpoint && `${endpoint.replace(/\/+$/, '')}/v1/${signal}`;
}

function receiverAt(
  url: string | undefined,
  { headers, protocol, disabled }: OpenTelemetryConfig,
): OtlpReceiver | undefined {
  if (url === undefined || disabled) return undefined;
  return {
    url,
    encoding: protocol === 'http/json' ? 'json' : 'protobuf',
    ...(headers && { headers: lowerCaseNames(readPairs(headers.reveal())) }),
  };
}

function lowerCaseNames(headers: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function readPairs(text: string): Record<string, string> | undefined {
  try {
    const entries = text.split(',').flatMap((part): [string, string][] => {
      if (part.trim() === '') return [];
      const [, name, value] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*=(.*)$/s.exec(part) ?? [];
      if (name === undefined) throw new TypeError('not a pair');
      return [[name, decodeURIComponent(value!.trim())]];
    });
    return Object.fromEntries(entries);
  } catch {
    return undefined;
  }
}
