import { TuneloopError } from '@tuneloop/protocol';

/** One mistake in the configuration. */
export interface ConfigIssue {
  /** The setting (`server.port`), or the name that was not recognised. */
  path: string;
  /** What is wrong and what to do. */
  message: string;
  /** Where it was set: `environment variable PORT`, `.env line 3`, `flag --port`, `tuneloop.config.yaml: server.port`. */
  source: string;
}

/** `CONFIG_INVALID` whose message lists every issue, one a line, and whose `details.issues` holds them as data. */
export function configError(issues: readonly ConfigIssue[]): TuneloopError {
  const heading =
    issues.length === 1 ? 'The configuration has a mistake:' : `The configuration has ${issues.length} mistakes:`;
  const lines = issues.map((issue) => `  - ${issue.source}: ${issue.message}`);
  return new TuneloopError('CONFIG_INVALID', [heading, ...lines].join('\n'), { details: { issues: [...issues] } });
}
