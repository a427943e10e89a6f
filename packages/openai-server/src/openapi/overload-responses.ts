type Json = Record<string, unknown>;

interface Operation {
  security?: readonly unknown[];
  responses: Record<string, { content?: Json }>;
}

const descriptions = {
  429: 'The API key is over its limit; try again after `Retry-After` seconds.',
  503: 'There is too much to do, or the server is stopping; try again after `Retry-After` seconds.',
} as const;

const headers = {
  'x-request-id': { $ref: '#/components/headers/RequestId' },
  'retry-after': { $ref: '#/components/headers/RetryAfter' },
};

/**
 * The same paths, where each operation that leaves its errors to `default` also says in their shape when to come back:
 * with 503, and with 429 where keys are asked for.
 */
export function withOverloadResponses(paths: Json): Json {
  const described = Object.entries(paths).map(([path, item]) => {
    const operations = Object.entries(item as Record<string, Operation>).map(([method, operation]) => [
      method,
      { ...operation, responses: { ...overload(operation), ...operation.responses } },
    ]);
    return [path, Object.fromEntries(operations)];
  });
  return Object.fromEntries(described) as Json;
}

function overload({ security, responses: { default: failure } }: Operation): Json {
  if (!failure) return {};
  const statuses = security?.length === 0 ? ([503] as const) : ([429, 503] as const);
  const { content } = failure;
  return Object.fromEntries(
    statuses.map((status) => [status, { description: descriptions[status], headers, ...(content && { content }) }]),
  );
}
