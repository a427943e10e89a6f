import type { SettingDefinition } from './setting-definition.ts';

/** The settings of what a server and its people's judgements are shared with. */
export const connectedServices: readonly SettingDefinition[] = [
  {
    path: 'labelStudio.url',
    kind: 'text',
    environment: 'LABEL_STUDIO_URL',
    summary: 'a Label Studio whose annotators judge answers',
  },
  {
    path: 'labelStudio.token',
    kind: 'secret',
    environment: 'LABEL_STUDIO_API_KEY',
    summary: 'a personal access token of it, or a legacy one',
  },
  {
    path: 'labelStudio.project',
    kind: 'whole number',
    environment: 'LABEL_STUDIO_PROJECT',
    summary: 'the number of its project; by default one that is made',
  },
  {
    path: 'labelStudio.webhookSecret',
    kind: 'secret',
    environment: 'LABEL_STUDIO_WEBHOOK_SECRET',
    summary: 'what its webhooks must carry to be taken at /v1/labelstudio/webhook',
  },
  {
    path: 'langfuse.url',
    kind: 'text',
    environment: 'LANGFUSE_BASE_URL',
    summary: 'a Langfuse that is told of requests and ratings; nothing is sent without it and both keys',
  },
  {
    path: 'langfuse.publicKey',
    kind: 'text',
    environment: 'LANGFUSE_PUBLIC_KEY',
    summary: 'the public key of its project',
  },
  {
    path: 'langfuse.secretKey',
    kind: 'secret',
    environment: 'LANGFUSE_SECRET_KEY',
    summary: 'the secret key of its project',
  },
  {
    path: 'langfuse.apiKey',
    kind: 'secret',
    environment: 'LANGFUSE_API_KEY',
    summary: 'both keys in one, public:secret',
  },
  {
    path: 'langfuse.environment',
    kind: 'text',
    environment: 'LANGFUSE_TRACING_ENVIRONMENT',
    summary: 'what traces and scores there are marked with',
  },
  {
    path: 'openTelemetry.endpoint',
    kind: 'text',
    environment: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    summary:
      'a receiver of OTLP that gets traces of requests at /v1/traces below this address, and metrics at /v1/metrics',
  },
  {
    path: 'openTelemetry.tracesEndpoint',
    kind: 'text',
    environment: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    summary: 'the whole address for traces, in place of that',
  },
  {
    path: 'openTelemetry.headers',
    kind: 'secret',
    environment: 'OTEL_EXPORTER_OTLP_HEADERS',
    summary: 'headers for it: name=value,name=value',
  },
  {
    path: 'openTelemetry.metricsEndpoint',
    kind: 'text',
    environment: 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
    summary: 'the whole address for metrics, likewise',
  },
  {
    path: 'openTelemetry.tracesExporter',
    kind: 'text',
    environment: 'OTEL_TRACES_EXPORTER',
    summary: 'otlp (default), or none: no traces are sent',
  },
  {
    path: 'openTelemetry.metricsExporter',
    kind: 'text',
    environment: 'OTEL_METRICS_EXPORTER',
    summary: 'otlp (default), or none: no metrics are sent',
  },
  {
    path: 'openTelemetry.metricsIntervalMs',
    kind: 'whole number',
    environment: 'OTEL_METRIC_EXPORT_INTERVAL',
    summary: 'between two deliveries of metrics, in ms; by default 60000',
  },
  {
    path: 'openTelemetry.sampler',
    kind: 'text',
    environment: 'OTEL_TRACES_SAMPLER',
    summary:
      'which traces are sent: always_on, always_off, traceidratio, or with parentbased_ in front what the client has decided; by default parentbased_always_on',
  },
  {
    path: 'openTelemetry.samplerRatio',
    kind: 'text',
    environment: 'OTEL_TRACES_SAMPLER_ARG',
    summary: 'the share of traces that traceidratio keeps, from 0 to 1',
  },
  {
    path: 'openTelemetry.resourceAttributes',
    kind: 'text',
    environment: 'OTEL_RESOURCE_ATTRIBUTES',
    summary: 'what everything sent there is marked with: name=value,name=value',
  },
  {
    path: 'openTelemetry.protocol',
    kind: 'text',
    environment: 'OTEL_EXPORTER_OTLP_PROTOCOL',
    summary: 'http/protobuf (default) or http/json',
  },
  {
    path: 'openTelemetry.serviceName',
    kind: 'text',
    environment: 'OTEL_SERVICE_NAME',
    summary: 'what the service is called there; by default tuneloop',
  },
  {
    path: 'openTelemetry.disabled',
    kind: 'boolean',
    environment: 'OTEL_SDK_DISABLED',
    summary: 'whether nothing is sent there after all',
  },
  {
    path: 'openTelemetry.content',
    kind: 'boolean',
    environment: 'TUNELOOP_OTEL_CONTENT',
    summary: 'whether prompts, answers and arguments of tools are sent there',
  },
];
