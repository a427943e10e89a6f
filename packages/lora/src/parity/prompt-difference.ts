/** Says how the prompts differ that serving and training read; `undefined` when they are the same tokens. */
export function describePromptDifference(
  served: readonly (readonly number[])[],
  trained: readonly (readonly number[])[],
): string | undefined {
  for (const [index, tokens] of served.entries()) {
    const wanted = trained[index] ?? [];
    const length = Math.max(tokens.length, wanted.length);
    const place = Array.from({ length }, (_, at) => at).find((at) => tokens[at] !== wanted[at]);
    if (place === undefined) continue;
    const counts = `${tokens.length} tokens served, ${wanted.length} trained`;
    return `prompt ${index + 1} differs from token ${place + 1} on (${counts})`;
  }
  return undefined;
}
