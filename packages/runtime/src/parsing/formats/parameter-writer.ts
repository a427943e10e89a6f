import type { JsonSchema, ToolDefinition } from '@tuneloop/protocol';

export interface ParameterWriter {
  push(text: string): void;
  end(): void;
}

export interface ParameterWriterOptions {
  /** Of the value, in JSON Schema's words; none: whatever its text is. */
  types: readonly string[];
  /** One line break on either side belongs to the markup. */
  padded: boolean;
  emit(json: string): void;
}

/** Writes a parameter's plain text as JSON: what its type makes of it, strings as they stream. */
export function createParameterWriter({ types, padded, emit }: ParameterWriterOptions): ParameterWriter {
  const streams = types.length === 1 && types[0] === 'string';
  let atStart = true;
  let held = '';
  if (streams) emit('"');
  return {
    push(text) {
      held += padded && atStart && text.startsWith('\n') ? text.slice(1) : text;
      if (text !== '') atStart = false;
      if (!streams) return;
      const end = padded && held.endsWith('\n') ? held.length - 1 : held.length;
      emit(JSON.stringify(held.slice(0, end)).slice(1, -1));
      held = held.slice(end);
    },
    end() {
      const rest = padded && held.endsWith('\n') ? held.slice(0, -1) : held;
      emit(streams ? '"' : jsonOf(rest, types));
    },
  };
}

/** The types that a tool's schema gives a parameter. */
export function parameterTypes(tool: ToolDefinition | undefined, key: string): string[] {
  const schema: JsonSchema | undefined = tool?.parameters;
  const properties = typeof schema === 'object' ? schema['properties'] : undefined;
  const property = (properties as Record<string, unknown> | undefined)?.[key];
  const { type } = (typeof property === 'object' && property !== null ? property : {}) as { type?: unknown };
  return [type].flat().filter((name) => typeof name === 'string');
}

const pythonLiterals: Readonly<Record<string, string>> = { True: 'true', False: 'false', None: 'null' };

/** The value that the text is in JSON, unless the schema wants text; text where it is none. */
function jsonOf(text: string, types: readonly string[]): string {
  const trimmed = text.trim();
  const candidate = pythonLiterals[trimmed] ?? trimmed;
  const wantsText = types.includes('string') && candidate !== 'null';
  if (!wantsText && isJson(candidate)) return candidate;
  return JSON.stringify(text);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
