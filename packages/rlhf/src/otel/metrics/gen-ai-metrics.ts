import type { Attributes, Meter } from '@opentelemetry/api';
import type { EventSink, Interaction, ToolCallRecord } from '@tuneloop/protocol';
import { operationOf } from '../gen-ai-attributes.ts';

/** Buckets that the conventions recommend; seconds, but for tokens. */
const durations = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const firstToken = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const perToken = [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5];
const tokens = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864];

/**
 * Generations and calls of tools as metrics, by the semantic conventions for generative AI (1.41): those of a model server, and
 * those of a client, which are what most dashboards are made for.
 */
export function createGenAiMetrics(meter: Meter): EventSink {
  const seconds = (name: string, description: string, buckets: number[]): ReturnType<Meter['createHistogram']> =>
    meter.createHistogram(name, { description, unit: 's', advice: { explicitBucketBoundaries: buckets } });
  const request = seconds('gen_ai.server.request.duration', 'From the request to its last token.', durations);
  const timeToFirst = seconds(
    'gen_ai.server.time_to_first_token',
    'From the request to its first token, of those that went well.',
    firstToken,
  );
  const timePerToken = seconds(
    'gen_ai.server.time_per_output_token',
    'Between tokens after the first, of those that went well.',
    perToken,
  );
  const operation = seconds('gen_ai.client.operation.duration', 'How long an operation took.', durations);
  const usage = meter.createHistogram('gen_ai.client.token.usage', {
    description: 'Tokens of prompts and of answers.',
    unit: '{token}',
    advice: { explicitBucketBoundaries: tokens },
  });
  const tool = seconds('gen_ai.execute_tool.duration', 'How long a call of a tool took.', durations);

  const count = (interaction: Interaction): void => {
    const { model, backend, timings, usage: used, error } = interaction;
    const own: Attributes = {
      'gen_ai.operation.name': operationOf(interaction),
      'gen_ai.provider.name': backend,
      'gen_ai.request.model': model,
      'gen_ai.response.model': model,
    };
    const ended: Attributes = error ? { ...own, 'error.type': error.code } : own;
    if (used) {
      usage.record(used.promptTokens, { ...own, 'gen_ai.token.type': 'input' });
      usage.record(used.completionTokens, { ...own, 'gen_ai.token.type': 'output' });
    }
    const took = timings?.totalMs ?? Math.max(0, Date.now() - Date.parse(interaction.time));
    request.record(took / 1000, ended);
    operation.record(took / 1000, ended);
    if (error || !timings || !used) return;
    timeToFirst.record(timings.timeToFirstTokenMs / 1000, own);
    if (used.completionTokens > 1) timePerToken.record(timings.decodeMs / (used.completionTokens - 1) / 1000, own);
  };
  const countCall = ({ tool: name, durationMs, status, decision }: ToolCallRecord): void => {
    // What the model made up is no tool: its names would be labels without end.
    const known = decision === 'deny' ? {} : { 'gen_ai.tool.name': name };
    const failure = status === 'error' && { 'error.type': decision === 'deny' ? 'TOOL_DENIED' : 'TOOL_FAILED' };
    tool.record(durationMs / 1000, { 'gen_ai.operation.name': 'execute_tool', ...known, ...failure });
  };
  return {
    write(record) {
      if (record.type === 'interaction') count(record.interaction);
      if (record.type === 'tool-call') countCall(record.call);
    },
  };
}
