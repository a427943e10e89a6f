/** Why a program failed, and what it had printed by then, which a model learns from too. */
export function withPrinted(error: string, { stdout, stderr }: { stdout: string; stderr: string }): string {
  const printed = [
    ['Standard output', stdout],
    ['Standard error', stderr],
  ].filter(([, text]) => text !== '');
  return [error, ...printed.map(([name, text]) => `${name} until then:\n${text}`)].join('\n\n');
}
