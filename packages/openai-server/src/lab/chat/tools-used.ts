import type { ToolResultEvent } from '../../tool-loop/tool-loop-event.ts';

/** A call as people read it: `lookup_hostname(example.org)`. */
export function describeCall({ name, arguments: text }: Pick<ToolResultEvent, 'name' | 'arguments'>): string {
  const values = valuesOf(text).map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return `${name}(${shorten(values.join(', '))})`;
}

function valuesOf(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? Object.values(value) : [value];
  } catch {
    return text === '' ? [] : [text];
  }
}

function shorten(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 199)}…`;
}
