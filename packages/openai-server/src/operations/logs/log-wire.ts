import { z } from 'zod';
import { logLevels, type LogLevel, type LogLine } from './log-history.ts';

export interface LogLineWire {
  object: 'log.line';
  position: number;
  time: string;
  level: LogLevel;
  message: string;
  request_id: string | null;
  details: Record<string, unknown>;
}

export interface LogListWire {
  object: 'list';
  data: LogLineWire[];
  has_more: boolean;
  last_position: number;
}

export const logLineSchema: z.ZodType<LogLineWire> = z.strictObject({
  object: z.literal('log.line'),
  position: z.int().min(1).describe('Counts the lines since the server began.'),
  time: z.string().describe('ISO 8601, UTC.'),
  level: z.enum(logLevels),
  message: z.string(),
  request_id: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
});

export const logListSchema: z.ZodType<LogListWire> = z.strictObject({
  object: z.literal('list'),
  data: z.array(logLineSchema).describe('The oldest first.'),
  has_more: z.boolean().describe('Whether older lines are kept that fit.'),
  last_position: z.int().min(0).describe('Of the last line, whether it fits or not: what to follow from.'),
});

export function encodeLogLine({ requestId, ...line }: LogLine): LogLineWire {
  const { position, time, level, message, details } = line;
  return { object: 'log.line', position, time, level, message, request_id: requestId ?? null, details };
}
