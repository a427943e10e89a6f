import type { ToolCall, ToolResult } from '@tuneloop/protocol';
import { formatDuration } from '../../terminal/units.ts';
import { shownLine, shownText } from './shown-text.ts';

/** One line: `→ read_file(path: "/x")`. */
export function describeCall({ name, arguments: text }: Pick<ToolCall, 'name' | 'arguments'>): string {
  const args = argumentsOf(text);
  const list = args
    ? Object.entries(args)
        .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
        .join(', ')
    : text;
  return `→ ${shownLine(name, 64)}(${shownLine(list, 120)})`;
}

/** Everything that the call says, a line or more for each argument: what is approved is exactly this. */
export function describeArguments(text: string): string {
  const args = argumentsOf(text);
  if (!args) return `    ${shownText(text).replaceAll('\n', '\n    ')}`;
  return Object.entries(args).map(describeArgument).join('\n');
}

function describeArgument([name, value]: [string, unknown]): string {
  const label = `    ${shownLine(name, 64)}:`;
  if (typeof value !== 'string' || !value.includes('\n')) return `${label} ${shownText(JSON.stringify(value))}`;
  return [label, ...value.split('\n').map((line) => `    │ ${shownText(line)}`)].join('\n');
}

/** One line, with the name since several calls may run at a time: `← read_file ✓ content: "…", lines: 3 · 12 ms`. */
export function describeResult(name: string, result: ToolResult, durationMs: number): string {
  const time = formatDuration(durationMs);
  if (result.status === 'error') return `← ${shownLine(name, 64)} ✗ ${shownLine(result.error, 160)} · ${time}`;
  const values = Object.entries(result).filter(([key]) => key !== 'status');
  const text = values.map(([key, value]) => `${key}: ${shownLine(JSON.stringify(value) ?? '', 60)}`).join(', ');
  return `← ${shownLine(name, 64)} ✓ ${shownLine(text === '' ? 'done' : text, 160)} · ${time}`;
}

function argumentsOf(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
