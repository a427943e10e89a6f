/** What deploying an adapter has come to. */
export interface Deployment {
  target: 'adapters' | 'ollama' | 'vllm' | 'hub';
  /** `name@version`. */
  adapter: string;
  /** What was written, if anything; absolute. */
  path?: string | undefined;
  /** What is left to do: a program with its arguments. Left out when nothing is. */
  command?: readonly string[] | undefined;
  /** What the program has said, where it was run. */
  output?: string | undefined;
  /** How it is asked for now, for people. */
  hint: string;
}

/** A line for a shell, each argument quoted where it must be. */
export function formatCommand(command: readonly string[]): string {
  return command.map((part) => (/^[\w@%+=:,./-]+$/.test(part) ? part : `'${part.replaceAll("'", `'\\''`)}'`)).join(' ');
}
