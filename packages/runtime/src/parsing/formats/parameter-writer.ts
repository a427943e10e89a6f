import type { JsonSchema, ToolDefinition } from '@tuneloop/protocol';

export interface ParameterWriter {
  push(text: string): void;
  end(): void;
}

/** Writes a parameter's plain text as JSON: what the tool's schema makes of it, strings as they stream. */
export function createParameterWriter(
  tool: ToolDefinition | undefined,
  key: string,
  emit: (json: string) => void,
): ParameterWriter {
  const types = typesOf(tool?.parameters, key);
  const streams = types.length === 1 && types[0] === 'string';
  let atStart = true;
  let held = '';
  if (streams) emit('"');
  return {
    push(text) {
      // One line break on either side belongs to the markup.
      held += atStart && text.startsWith('\n') ? text.slice(1) : text;
      if (text !== '') atStart = false;
      if (!streams) return;
      const end = held.endsWith('\n') ? held.length - 1 : held.length;
      emit(JSON.stringify(held.slice(0, end)).slice(1, -1));
      held = held.slice(end);
    },
    end() {
      const rest = held.endsWith('\n') ? held.slice(0, -1) : held;
      emit(streams ? '"' : jsonOf(rest, types));
    },
  };
}

function typesOf(schema: JsonSchema | undefined, key: string): string[] {
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
