/** Prints one line per thing checked, its problems below it, and makes the process fail if there are any. */
export function report(name: string, problems: readonly string[]): void {
  console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${name}`);
  for (const problem of problems) console.log(problem.replaceAll(/^/gm, '     '));
  if (problems.length > 0) process.exitCode = 1;
}
