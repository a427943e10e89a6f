import { useMutation } from '@tanstack/react-query';
import { Play, Square } from 'lucide-react';
import { useEffect, useRef, type ReactElement, type SubmitEvent } from 'react';
import { api, dataOf } from '../api/client.ts';
import { Verbatim } from '../chat/tool-view.tsx';
import { toolsText } from '../text/en/tools.ts';
import { formatSeconds } from '../text/format.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { ArgumentField } from './argument-field.tsx';
import { readArguments } from './read-arguments.ts';
import type { SchemaField } from './schema-fields.ts';
import type { Tool, ToolRun } from './tool-queries.ts';

const said = toolsText.run;

function Result({ run: { result, duration_ms: duration } }: { run: ToolRun }): ReactElement {
  const shown = useRef<HTMLDivElement>(null);
  useEffect(() => {
    shown.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div ref={shown} className="space-y-2">
      <p className="flex items-center gap-2 text-sm">
        <Badge look={result.status === 'success' ? 'good' : 'bad'}>{said[result.status]}</Badge>
        <span className="text-muted">{said.took(formatSeconds(duration / 1000))}</span>
      </p>
      <Verbatim title={said.result} content={JSON.stringify(result, undefined, 2)} />
    </div>
  );
}

/** Runs a tool with arguments that a person writes; leaving stops it. */
export function ToolRunForm({ tool, fields }: { tool: Tool; fields: readonly SchemaField[] }): ReactElement {
  const { name } = tool;
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const { mutate, data, error, isPending, reset } = useMutation({
    mutationFn: (form: FormData) => {
      const args = readArguments(fields, (field) => {
        const written = form.get(field);
        return typeof written === 'string' ? written : '';
      });
      const controller = new AbortController();
      running.current = controller;
      const params = { path: { name } };
      return dataOf(
        api.POST('/v1/tools/{name}/call', { params, body: { arguments: args }, signal: controller.signal }),
      );
    },
  });
  const isDenied = tool.decision === 'deny';
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    mutate(new FormData(event.currentTarget));
  };
  const stop = (): void => {
    running.current?.abort();
    reset();
  };
  return (
    <section aria-label={said.title} className="space-y-3">
      <h3 className="text-sm font-semibold">{said.title}</h3>
      <p className="text-sm text-muted">{isDenied ? said.denied : said.hint}</p>
      <form className="space-y-3" onSubmit={submit}>
        {fields.map((field) => (
          <ArgumentField key={field.name} field={field} />
        ))}
        {isPending ? (
          <Button onClick={stop}>
            <Square size={16} aria-hidden />
            {said.stop}
          </Button>
        ) : (
          <Button type="submit" look="primary" disabled={isDenied}>
            <Play size={16} aria-hidden />
            {said.run}
          </Button>
        )}
      </form>
      <div aria-live="polite">
        {isPending && <p className="text-sm text-muted">{said.running}</p>}
        {error && <Failure error={error} />}
        {data && <Result run={data} />}
      </div>
    </section>
  );
}
