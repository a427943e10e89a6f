/** Streams that end only when their client goes: the server under test ends them itself after a moment. */
export const followedRoutes: readonly { method: string; pattern: RegExp }[] = [
  { method: 'GET', pattern: /^\/v1\/logs\/events$/ },
  { method: 'GET', pattern: /^\/lab\/conversations\/[^/]+\/events$/ },
  { method: 'GET', pattern: /^\/mcp\/?$/ },
  { method: 'GET', pattern: /^\/v1\/(?:jobs|jobs\/graphs|training\/runs)\/[^/]+\/events$/ },
];
