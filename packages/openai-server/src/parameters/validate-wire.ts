import type { z } from 'zod';
import { requestProblem, type RequestProblem } from '../errors/request-problem.ts';

type Issue = z.core.$ZodIssue;

const shownIssues = 5;

/**
 * `body` as `schema` has it; `prefix` is where it stands in the request.
 *
 * Errors: `INVALID_REQUEST` that names the parameter of the first mistake and describes the first five.
 */
export function validateWire<T>(schema: z.ZodType<T>, body: unknown, prefix: readonly PropertyKey[] = []): T {
  const parsed = schema.safeParse(body, { reportInput: true });
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.flatMap((issue) => expandIssue(issue, prefix));
  const [first] = issues;
  const message = issues
    .slice(0, shownIssues)
    .map(({ path, message: text }) => (path === '' ? text : `${path}: ${text}`))
    .join('; ');
  throw requestProblem(first?.problem ?? 'invalid_value', message, first?.path);
}

interface FlatIssue {
  path: string;
  depth: number;
  problem: RequestProblem;
  message: string;
}

function expandIssue(issue: Issue, prefix: readonly PropertyKey[]): FlatIssue[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The alternative that came furthest is the one that was meant.
    const alternatives = issue.errors.map((errors) => errors.flatMap((error) => expandIssue(error, path)));
    const depth = (errors: FlatIssue[]): number => Math.max(...errors.map((error) => error.depth));
    const best = alternatives.reduce((left, right) => (depth(right) > depth(left) ? right : left));
    if (depth(best) > path.length) return best;
    const texts = new Set(alternatives.flat().map(({ message }) => message));
    return [{ path: formatPath(path), depth: path.length, problem: 'invalid_type', message: [...texts].join(', or ') }];
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: formatPath([...path, key.slice(0, 100)]),
      depth: path.length + 1,
      problem: 'unknown_parameter',
      message: 'Unknown parameter',
    }));
  }
  return [{ path: formatPath(path), depth: path.length, problem: problemOf(issue), message: textOf(issue) }];
}

function problemOf(issue: Issue): RequestProblem {
  if (issue.code !== 'invalid_type') return 'invalid_value';
  return issue.input === undefined ? 'missing_required_parameter' : 'invalid_type';
}

function textOf(issue: Issue): string {
  return issue.code === 'invalid_type' && issue.input === undefined ? 'Missing required parameter' : issue.message;
}

/** `messages[0].content[1].type`, as OpenAI's errors write it. */
function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  );
}
