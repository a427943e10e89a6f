import { join } from 'node:path';
import { TuneloopError, type Comparison, type EventSink, type InteractionLog } from '@tuneloop/protocol';
import type { Config } from '../config/schema.ts';
import type { Logger } from '../logging/logger.ts';
import { langfuseConnection } from './langfuse-config.ts';
import { otlpReceiver } from './open-telemetry-config.ts';

/** Who in the network is told of what is recorded. */
export interface NetworkSinks extends AsyncDisposable {
  readonly sinks: readonly EventSink[];
}

export interface NetworkSinksOptions {
  config: Pick<Config, 'recording' | 'folders' | 'langfuse' | 'openTelemetry'>;
  logger: Logger;
  /** Asked for what choices were made between. */
  log: Pick<InteractionLog, 'getComparison'>;
}

type Sink = EventSink & AsyncDisposable;

/**
 * Sinks for those receivers that are configured; their code is loaded only then. What keeps one from being made is logged, and
 * models are served without it.
 */
export async function createNetworkSinks(options: NetworkSinksOptions): Promise<NetworkSinks> {
  const { logger } = options;
  const sinks: Sink[] = [];
  for (const create of [createOpenTelemetry, createLangfuse]) {
    try {
      const sink = await create(options);
      if (sink) sinks.push(sink);
    } catch (error) {
      const { code, message } = TuneloopError.from(error);
      logger.error({ code }, `recording: ${message}`);
    }
  }
  return {
    sinks,
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

async function createOpenTelemetry({ config, logger }: NetworkSinksOptions): Promise<Sink | undefined> {
  const { openTelemetry, recording } = config;
  const receiver = otlpReceiver(openTelemetry);
  if (!receiver || recording.privacy === 'off') return undefined;
  if (openTelemetry.protocol === 'grpc') {
    logger.warn('OTLP over gRPC is not supported, and no traces are sent: set openTelemetry.protocol to http/protobuf');
    return undefined;
  }
  const { createOpenTelemetrySink } = await import('@tuneloop/rlhf/otel');
  return createOpenTelemetrySink({
    receiver,
    folder: spoolFolder(config, 'open-telemetry'),
    content: openTelemetry.content,
    serviceName: openTelemetry.serviceName,
    onProblem: tellOf(logger),
  });
}

async function createLangfuse({ config, logger, log }: NetworkSinksOptions): Promise<Sink | undefined> {
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
    onProblem: tellOf(logger),
  });
}

function spoolFolder({ folders }: Pick<Config, 'folders'>, receiver: string): string {
  return join(folders.data, 'spool', receiver);
}

function tellOf(logger: Logger): (problem: TuneloopError) => void {
  return ({ code, message }) => logger.error({ code }, `recording: ${message}`);
}

async function findComparison(log: NetworkSinksOptions['log'], id: string): Promise<Comparison | undefined> {
  try {
    return (await log.getComparison('all', id)).comparison;
  } catch (error) {
    if (TuneloopError.isInstance(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
