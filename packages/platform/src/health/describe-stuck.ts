/** Says which model is stuck, if one is: silent for `stuckAfterMs` while somebody waits for it. */
export function describeStuck(
  silences: readonly { model: string; milliseconds: number }[],
  stuckAfterMs: number,
): string | undefined {
  const stuck = silences.find(({ milliseconds }) => milliseconds >= stuckAfterMs);
  return stuck && `The model ${stuck.model} has given nothing for ${Math.round(stuck.milliseconds / 1000)} s.`;
}
