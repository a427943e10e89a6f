import { join } from 'node:path';
import { TuneloopError, type Comparison, type EventSink, type InteractionLog } from '@tuneloop/protocol';
import type { Config } from '../config/schema.ts';
import type { Logger } from '../logging/logger.ts';
import { langfuseConnection } from './langfuse-config.ts';
import type { NetworkSink } from '@tuneloop/rlhf/otel';
import type { CountedReceiver } from '../metrics/recording-metrics.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import { otlpReceiver, resourceAttributes } from './open-telemetry-config.ts';

/** Who in the network is told of what is recorded. */
export interface NetworkSinks extends AsyncDisposable {
  readonly sinks: readonly EventSink[];
  /** How much they were told, each by its name. */
  readonly receivers: readonly CountedReceiver[];
}

export interface NetworkSinksOptions {
  config: Pick<Config, 'recording' | 'folders' | 'langfuse' | 'openTelemetry'>;
  logger: Logger;
  /** Asked for what choices were made between. */
  log: Pick<InteractionLog, 'getComparison'>;
  tracing: Tracing;
  /** Told when deliveries begin to fail, and of what is given up. */
  onProblem: (problem: TuneloopError) => void;
}

type Sink = NetworkSink;

/**
 * Sinks for those receivers that are configured; their code is loaded only then. What keeps one from being made is logged, and
 * models are served without it.
 */
export async function createNetworkSinks(options: NetworkSinksOptions): Promise<NetworkSinks> {
  const { logger } = options;
  const sinks: Sink[] = [];
  const receivers: CountedReceiver[] = [];
  for (const [name, create] of [
    ['open-telemetry', createOpenTelemetry],
    ['langfuse', createLangfuse],
  ] as const) {
    try {
      const sink = await create(options);
      if (!sink) continue;
      sinks.push(sink);
      receivers.push({ name, counts: () => sink.counts() });
    } catch (error) {
      const { code, message } = TuneloopError.from(error);
      logger.error({ code }, `recording: ${message}`);
    }
  }
  return {
    sinks,
    receivers,
    async [Symbol.asyncDispose]() {
      await Promise.all(sinks.map((sink) => sink[Symbol.asyncDispose]()));
    },
  };
}

/** Whom the configuration wants to be told, for people; each with the host that it is at. */
export function networkReceivers({ langfuse, openTelemetry }: Pick<Config, 'langfuse' | 'openTelemetry'>): string[] {
  const connection = langfuseConnection(langfuse);
  const receiver = openTelemetry.protocol === 'grpc' ? undefined : otlpReceiver(openTelemetry);
  const texts = openTelemetry.content ? '' : ', without texts';
  return [
    ...(receiver ? [`OpenTelemetry (${new URL(receiver.url).host}${texts})`] : []),
    ...('url' in connection ? [`Langfuse (${new URL(connection.url).host})`] : []),
  ];
}

async function createOpenTelemetry({
  config,
  logger,
  tracing,
  onProblem,
}: NetworkSinksOptions): Promise<Sink | undefined> {
  const { openTelemetry, recording } = config;
  const receiver = otlpReceiver(openTelemetry);
  if (!receiver || recording.privacy === 'off') return undefined;
  if (openTelemetry.protocol === 'grpc') {
    logger.warn('OTLP over gRPC is not supported, and no traces are sent: set openTelemetry.protocol to http/protobuf');
    return undefined;
  }
  const { createOpenTelemetrySink } = await import('@tuneloop/rlhf/otel');
  const sink = createOpenTelemetrySink({
    receiver,
    folder: spoolFolder(config, 'open-telemetry'),
    content: openTelemetry.content,
    serviceName: openTelemetry.serviceName,
    resourceAttributes: resourceAttributes(openTelemetry),
    parent: () => tracing.current(),
    sampler: tracing.sampler,
    onProblem,
  });
  tracing.connect(sink);
  return sink;
}

async function createLangfuse({ config, logger, log, onProblem }: NetworkSinksOptions): Promise<Sink | undefined> {
  const { langfuse, recording } = config;
  const connection = langfuseConnection(langfuse);
  if ('missing' in connection) {
    const { missing } = connection;
    if (missing.length < 3) logger.warn(`nothing is sent to Langfuse, since there is no ${missing.join(' and no ')}`);
    return undefined;
  }
  if (recording.privacy === 'off') return undefined;
  const { createLangfuseSink } = await import('@tuneloop/rlhf/langfuse');
  return createLangfuseSink({
    connection,
    folder: spoolFolder(config, 'langfuse'),
    environment: langfuse.environment,
    comparison: (id) => findComparison(log, id),
    onProblem,
  });
}

function spoolFolder({ folders }: Pick<Config, 'folders'>, receiver: string): string {
  return join(folders.data, 'spool', receiver);
}

async function findComparison(log: NetworkSinksOptions['log'], id: string): Promise<Comparison | undefined> {
  try {
    return (await log.getComparison('all', id)).comparison;
  } catch (error) {
    if (TuneloopError.isInstance(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
