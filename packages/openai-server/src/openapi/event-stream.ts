type Json = Record<string, unknown>;

export interface EventStreamDescription {
  /** Which events come, and how they end. */
  description: string;
  /** The components that the data of an event may be, as JSON; left out, it is any JSON. */
  data?: readonly string[] | undefined;
  /** What the last event says in place of JSON. */
  end?: string | undefined;
}

/**
 * The content `text/event-stream` of an answer. OpenAPI 3.1 leaves open what its schema describes; as most tools read it,
 * that is each event.
 */
export function describeEventStream({ description, data, end }: EventStreamDescription): Json {
  const references = data?.map((name) => ({ $ref: `#/components/schemas/${name}` }));
  const json: Json = {
    type: 'string',
    contentMediaType: 'application/json',
    ...(references && { contentSchema: references.length === 1 ? references[0] : { anyOf: references } }),
  };
  return {
    'text/event-stream': {
      schema: {
        type: 'object',
        description,
        properties: {
          id: { type: 'string' },
          event: { type: 'string' },
          data: end === undefined ? json : { anyOf: [json, { const: end }] },
        },
        required: ['data'],
      },
    },
  };
}
