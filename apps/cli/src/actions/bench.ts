import type { ChatModel } from '../chat/chat-model.ts';
import { connect, type ConnectOptions } from '../chat/connect.ts';
import { measure, type Measurement } from '../bench/measure.ts';
import { interruptible } from '../interrupts.ts';
import { notice, printJson } from '../notice.ts';
import { formatTable } from '../terminal/table.ts';
import { formatDuration } from '../terminal/units.ts';

export interface BenchOptions extends ConnectOptions {
  streams: number;
  promptTokens: number;
  maxTokens: number;
  json?: boolean;
}

export async function bench(options: BenchOptions): Promise<void> {
  await interruptible(async (signal) => {
    // Without --url it is this machine that is measured, not a server which somebody may be using.
    await using model = await connect({ ...options, local: true }, signal);
    const measurements = await measureAll(model, options, signal);
    if (options.json) printJson({ model: model.model, location: model.location, measurements });
    else process.stdout.write(`${formatMeasurements(measurements)}\n`);
  });
}

async function measureAll(model: ChatModel, options: BenchOptions, signal: AbortSignal): Promise<Measurement[]> {
  const { promptTokens, maxTokens } = options;
  notice('Warming up …');
  await measure(model, { streams: 1, promptTokens: 32, maxTokens: 8 }, signal);
  const measurements: Measurement[] = [];
  for (const streams of new Set([1, options.streams])) {
    notice(`Measuring ${streams} at once …`);
    measurements.push(await measure(model, { streams, promptTokens, maxTokens }, signal));
  }
  return measurements;
}

function formatMeasurements(measurements: Measurement[]): string {
  const right = 'right' as const;
  return formatTable(
    [
      { title: 'STREAMS', align: right },
      { title: 'FIRST TOKEN', align: right },
      { title: 'PREFILL tok/s', align: right },
      { title: 'DECODE tok/s', align: right },
      { title: 'ALL tok/s', align: right },
    ],
    measurements.map((one) => [
      String(one.streams),
      formatDuration(one.timeToFirstTokenMs),
      formatSpeed(one.prefillTokensPerSecond),
      formatSpeed(one.decodeTokensPerSecond),
      formatSpeed(one.totalTokensPerSecond),
    ]),
  );
}

function formatSpeed(tokensPerSecond: number | null): string {
  return tokensPerSecond === null ? '–' : tokensPerSecond.toFixed(1);
}
