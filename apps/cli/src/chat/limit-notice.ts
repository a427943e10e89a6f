/** For people, when the model has used up its rounds of tools. */
export function limitNotice(iterations: number): string {
  return `Tools were used ${iterations} times in a row; the model answers without them now.`;
}
