import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import type { KnownResources } from './known-resources.ts';

export type Phase = 'examples' | 'coverage' | 'fuzzing' | 'stateful';

export interface SchemathesisOptions {
  /** The interpreter of an environment that has schemathesis. */
  python: string;
  /** Made when missing: its configuration, report and output. */
  folder: string;
  url: string;
  document: object;
  apiKey?: string | undefined;
  phases: readonly Phase[];
  /** Of each operation, in the phases that draw at random. */
  examples: number;
  seed: number;
  workers: number;
  /** Names (`POST /v1/keys`) of operations that are not sent. */
  excluded?: readonly string[] | undefined;
  /** What is there to be named. */
  known?: KnownResources | undefined;
  /** That no answer may name. */
  secretFolders: readonly string[];
}

/** One kind of failure of one operation. */
export interface Failure {
  check: string;
  operation: string;
}

export interface SchemathesisReport {
  cases: number;
  operations: number;
  failures: Failure[];
  /** Cases that could not be made or sent. */
  errors: string[];
  /** How often each operation was answered with which status. */
  statuses: Record<string, Record<string, number>>;
  /** Where its output is, with each failure as a curl command. */
  output: string;
}

/** Longest that an answer may take, in seconds. */
const requestTimeout = 30;

interface JsonReport {
  operations: { tested: number };
  test_cases: { generated: number };
  failures: { code: string; title: string; operations: string[] }[];
  errors: { title: string; count: number }[];
}

/** Sends what schemathesis makes of an OpenAPI document, with all of its checks and ours. */
export async function runSchemathesis(options: SchemathesisOptions): Promise<SchemathesisReport> {
  const { python, folder, apiKey, excluded = [] } = options;
  await mkdir(folder, { recursive: true });
  const document = join(folder, 'openapi.json');
  const configuration = join(folder, 'schemathesis.toml');
  const report = join(folder, 'report.json');
  const output = join(folder, 'output.txt');
  await writeFile(document, JSON.stringify(options.document));
  await writeFile(configuration, settings(apiKey) + dictionaries(options));

  const program = join(dirname(python), process.platform === 'win32' ? 'st.exe' : 'st');
  const child = spawn(
    program,
    [
      ['--config-file', configuration, 'run', document, '--url', options.url],
      ['--phases', options.phases.join(','), '--max-examples', String(options.examples)],
      ['--seed', String(options.seed), '--workers', String(options.workers)],
      ['--suppress-health-check', 'all', '--no-color', '--report', 'json', '--report-json-path', report],
      excluded.flatMap((name) => ['--exclude-name', name]),
    ].flat(),
    {
      cwd: folder,
      env: {
        ...process.env,
        PYTHONPATH: import.meta.dirname,
        PYTHONDONTWRITEBYTECODE: '',
        FUZZ_TRAINING_FILE: options.known?.trainingFile,
        FUZZ_SECRET_FOLDERS: options.secretFolders.join(delimiter),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const log = createWriteStream(output);
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  await once(child, 'close');
  process.off('exit', kill);
  log.end();

  const text = await readFile(report, 'utf8').catch(() => undefined);
  if (text === undefined) throw new Error(`schemathesis ended early: ${(await readFile(output, 'utf8')).slice(-2000)}`);
  const statuses = JSON.parse(await readFile(join(folder, 'statuses.json'), 'utf8')) as SchemathesisReport['statuses'];
  const { operations, test_cases: cases, failures, errors } = JSON.parse(text) as JsonReport;
  return {
    cases: cases.generated,
    operations: operations.tested,
    failures: failures.flatMap(({ code, title, operations: names }) =>
      names.map((operation) => ({ check: `${code} ${title}`, operation })),
    ),
    errors: errors.map(({ title, count }) => `${title} (${count})`),
    statuses,
    output,
  };
}

/** Half of the ids in paths are of what is there. */
function dictionaries({ known, document }: SchemathesisOptions): string {
  const { paths } = document as { paths: object };
  return (known?.ids ?? [])
    .map(({ path, parameter, values }, number) => {
      const named = Object.keys(paths).filter((name) => path.test(name));
      return `[dictionaries.known-${number}]
values = ${JSON.stringify(values)}
[[operations]]
include-path = ${JSON.stringify(named)}
parameters = { "path.${parameter}" = { dictionary = "known-${number}", probability = 0.5 } }
`;
    })
    .join('');
}

function settings(apiKey: string | undefined): string {
  const authentication =
    apiKey === undefined
      ? ''
      : `[auth.openapi.bearer]\nbearer = "${apiKey}"\n[auth.openapi.apiKeyHeader]\napi_key = "${apiKey}"\n`;
  return `hooks = "fuzz_hooks"
request-timeout = ${requestTimeout}
continue-on-failure = true
warnings = false
[generation]
database = "none"
no-shrink = true
${authentication}[[operations]]
include-path = "/mcp"
headers = { Accept = "application/json, text/event-stream" }
[checks]
enabled = true
[checks.not_a_server_error]
# What others failed at, or when there is too much to do; our own check wants Retry-After then.
expected-statuses = ["2xx", "3xx", "4xx", 502, 503, 504, 529]
[checks.negative_data_rejection]
# As by default, and too large.
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, 429, "5xx"]
[checks.positive_data_acceptance]
# Ours judges by the reason of the refusal: rules between parameters are in no schema.
enabled = false
`;
}
