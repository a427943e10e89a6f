import { toolsText } from '../text/en/tools.ts';

/** What somebody wrote of an MCP server. */
export interface ServerForm {
  kind: 'stdio' | 'http';
  command: string;
  /** One on each line. */
  args: string;
  /** `NAME=value` on each line. */
  env: string;
  url: string;
  /** `Name: value` on each line. */
  headers: string;
  isTrusted: boolean;
}

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function entriesOf(text: string, separator: string): Record<string, string> {
  return Object.fromEntries(
    lines(text).map((line) => {
      const at = line.indexOf(separator);
      if (at < 1) throw new Error(toolsText.adding.notEntry(line));
      return [line.slice(0, at).trim(), line.slice(at + separator.length).trim()];
    }),
  );
}

/** An entry of `mcpServers`. Throws an `Error` for people where a line is no pair. */
export function serverEntry(form: ServerForm): Record<string, unknown> {
  const trust = form.isTrusted ? { trustAnnotations: true } : {};
  if (form.kind === 'http') {
    const headers = entriesOf(form.headers, ':');
    return { url: form.url.trim(), ...(Object.keys(headers).length > 0 && { headers }), ...trust };
  }
  const env = entriesOf(form.env, '=');
  const args = lines(form.args);
  return {
    command: form.command.trim(),
    ...(args.length > 0 && { args }),
    ...(Object.keys(env).length > 0 && { env }),
    ...trust,
  };
}
