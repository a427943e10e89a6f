import { TuneloopError, type JsonSchema } from '@tuneloop/protocol';
import { checkKeywords, invalidKeyword, unsupportedKeyword, type SchemaKeywords } from './schema-keywords.ts';

/** One schema within a document. The same schema is the same node, whichever way leads to it. */
export interface SchemaNode {
  readonly id: number;
  /** JSON pointer, for messages. */
  readonly path: string;
  /** `false` allows nothing; `true` is `{}`. */
  readonly keywords: SchemaKeywords | false;
}

/** Deeper nesting than any schema that a person writes; keeps recursion over schemas within the stack. */
const depthLimit = 200;

/** Gives out the nodes of a schema, checked, and follows references within it. */
export class SchemaDocument {
  readonly root: SchemaNode;
  readonly #schema: JsonSchema;
  readonly #nodes = new Map<object, SchemaNode>();
  readonly #anything: SchemaNode = { id: 0, path: '', keywords: {} };
  readonly #nothing: SchemaNode = { id: 1, path: '', keywords: false };

  constructor(schema: JsonSchema) {
    this.#schema = schema;
    this.root = this.node(schema, '');
  }

  /** @param path JSON pointer of the schema. */
  node(schema: JsonSchema, path: string): SchemaNode {
    if (typeof schema === 'boolean') return schema ? this.#anything : this.#nothing;
    const known = this.#nodes.get(schema);
    if (known) return known;
    if (path.split('/').length > depthLimit) {
      throw new TuneloopError('UNSUPPORTED', 'The schema is nested too deeply to be enforced. Make it flatter.', {
        details: { path },
      });
    }
    if (path !== '' && typeof schema['$id'] === 'string') {
      throw unsupportedKeyword('$id', path, 'Leave it out and refer to schemas by JSON pointer, as in "#/$defs/name".');
    }
    const node = { id: this.#nodes.size + 2, path, keywords: checkKeywords(schema, path) };
    this.#nodes.set(schema, node);
    return node;
  }

  /** The node that a `$ref` of `from` means. */
  resolve(reference: string, from: SchemaNode): SchemaNode {
    const baseId = typeof this.#schema === 'object' ? this.#schema['$id'] : undefined;
    const local =
      typeof baseId === 'string' && reference.startsWith(`${baseId}#`) ? reference.slice(baseId.length) : reference;
    if (local !== '#' && !local.startsWith('#/')) {
      const advice = `Only references within the schema are followed, as in "#/$defs/name", not ${JSON.stringify(reference)}.`;
      throw unsupportedKeyword('$ref', from.path, advice);
    }
    let target: unknown = this.#schema;
    for (const segment of pointerSegments(local, from)) {
      target =
        typeof target === 'object' && target !== null && Object.hasOwn(target, segment)
          ? (target as Record<string, unknown>)[segment]
          : undefined;
    }
    if (!isSchema(target)) {
      throw invalidKeyword('$ref', from.path, `refers to ${JSON.stringify(reference)}, where there is no schema`);
    }
    return this.node(target, local.slice(1));
  }
}

function pointerSegments(reference: string, from: SchemaNode): string[] {
  try {
    return decodeURIComponent(reference)
      .split('/')
      .slice(1)
      .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  } catch (cause) {
    throw invalidKeyword('$ref', from.path, `is not a valid JSON pointer: ${JSON.stringify(reference)}`, cause);
  }
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'boolean' || (typeof value === 'object' && value !== null && !Array.isArray(value));
}

/** JSON pointer of a member. */
export function childPath(path: string, ...segments: (string | number)[]): string {
  const escapedSegments = segments.map((segment) => String(segment).replaceAll('~', '~0').replaceAll('/', '~1'));
  return [path, ...escapedSegments].join('/');
}
