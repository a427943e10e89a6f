import { useMutation } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { useEffect, useRef, useState, type ReactElement, type SubmitEvent } from 'react';
import { api, dataOf } from '../api/client.ts';
import { withVisibleMarks } from '../chat/visible-text.ts';
import { toolsText } from '../text/en/tools.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Failure } from '../ui/failure.tsx';
import { Checkbox, Field, Input, TextArea } from '../ui/field.tsx';
import { notify } from '../ui/notices.ts';
import { serverEntry, type ServerForm } from './server-entry.ts';
import type { TestedServer } from './tool-queries.ts';

const said = toolsText.adding;

const empty: ServerForm = { kind: 'stdio', command: '', args: '', env: '', url: '', headers: '', isTrusted: false };

type Change = (changed: Partial<ServerForm>) => void;

function Kind({ kind, change }: { kind: ServerForm['kind']; change: Change }): ReactElement {
  return (
    <fieldset>
      <legend className="text-sm font-medium">{said.kind}</legend>
      {(['stdio', 'http'] as const).map((value) => (
        <label key={value} className="flex min-h-9 items-center gap-2 text-sm">
          <input
            type="radio"
            name="kind"
            checked={kind === value}
            onChange={() => change({ kind: value })}
            className="size-4 accent-(--accent)"
          />
          {said[value]}
        </label>
      ))}
    </fieldset>
  );
}

function ProgramFields({ form, change }: { form: ServerForm; change: Change }): ReactElement {
  return (
    <>
      <Field label={said.command} hint={said.commandHint}>
        <Input
          required
          value={form.command}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => change({ command: target.value })}
        />
      </Field>
      <Field label={said.args} hint={toolsText.run.lines}>
        <TextArea
          rows={3}
          value={form.args}
          spellCheck={false}
          onChange={({ target }) => change({ args: target.value })}
          className="font-mono"
        />
      </Field>
      <Field label={said.env} hint={said.envHint}>
        <TextArea
          rows={2}
          value={form.env}
          spellCheck={false}
          onChange={({ target }) => change({ env: target.value })}
          className="font-mono"
        />
      </Field>
    </>
  );
}

function AddressFields({ form, change }: { form: ServerForm; change: Change }): ReactElement {
  return (
    <>
      <Field label={said.url}>
        <Input
          type="url"
          required
          placeholder="https://"
          value={form.url}
          autoComplete="off"
          onChange={({ target }) => change({ url: target.value })}
        />
      </Field>
      <Field label={said.headers} hint={said.headersHint}>
        <TextArea
          rows={2}
          value={form.headers}
          spellCheck={false}
          onChange={({ target }) => change({ headers: target.value })}
          className="font-mono"
        />
      </Field>
    </>
  );
}

function Tested({ server: { title, tools } }: { server: TestedServer }): ReactElement {
  const shown = useRef<HTMLDivElement>(null);
  useEffect(() => {
    shown.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div ref={shown} className="rounded-xl border border-line bg-panel p-3 text-sm">
      <p className="font-medium">{said.works(withVisibleMarks(title ?? said.unnamed), tools.length)}</p>
      <div tabIndex={0} role="region" aria-label={toolsText.title} className="mt-1 max-h-40 overflow-y-auto">
        <ul className="space-y-1">
          {tools.map(({ name, description }) => (
            <li key={name}>
              <span className="font-mono text-xs">{withVisibleMarks(name)}</span>{' '}
              <span className="text-muted">{withVisibleMarks(description ?? '').slice(0, 200)}</span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

/** Asks for an MCP server, tries it, and keeps it. */
export function AddServerDialog({
  onAdded,
  onClose,
}: {
  onAdded: () => Promise<unknown>;
  onClose: () => void;
}): ReactElement {
  const [name, setName] = useState('');
  const [form, setForm] = useState(empty);
  const test = useMutation({
    mutationFn: async () => dataOf(api.POST('/v1/mcp/servers/test', { body: { server: serverEntry(form) } })),
  });
  const add = useMutation({
    mutationFn: async () => dataOf(api.POST('/v1/mcp/servers', { body: { name, server: serverEntry(form) } })),
    onSuccess: async () => {
      notify(said.added(name));
      onClose();
      await onAdded();
    },
  });
  const change: Change = (changed) => {
    setForm({ ...form, ...changed });
    // What was tried was another one.
    test.reset();
    add.reset();
  };
  const wasTried = test.isSuccess || test.isError;
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (wasTried) add.mutate();
    else test.mutate();
  };
  return (
    <Dialog title={said.title} onClose={onClose}>
      <form className="space-y-4" onSubmit={submit}>
        <Kind kind={form.kind} change={change} />
        <p className="flex gap-2 rounded-xl border border-warning p-3 text-sm">
          <TriangleAlert size={18} aria-hidden className="mt-0.5 shrink-0 text-warning" />
          {form.kind === 'stdio' ? said.warning : said.httpWarning}
        </p>
        <Field label={said.name} hint={said.nameHint}>
          <Input
            required
            pattern="[A-Za-z0-9][A-Za-z0-9_\-]*"
            maxLength={40}
            value={name}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => setName(target.value)}
          />
        </Field>
        {form.kind === 'stdio' ? (
          <ProgramFields form={form} change={change} />
        ) : (
          <AddressFields form={form} change={change} />
        )}
        <div>
          <Checkbox
            label={said.trust}
            checked={form.isTrusted}
            onChange={({ target }) => change({ isTrusted: target.checked })}
          />
          <p className="text-xs text-muted">{said.trustHint}</p>
        </div>
        <div aria-live="polite" className="space-y-3">
          {test.data && <Tested server={test.data} />}
          {test.error && <Failure error={test.error} />}
          {add.error && <Failure error={add.error} />}
        </div>
        <div className="flex flex-wrap justify-end gap-2">
          {test.isError && <Button onClick={() => test.mutate()}>{said.test}</Button>}
          <Button type="submit" look={test.isError ? 'plain' : 'primary'} disabled={test.isPending || add.isPending}>
            {test.isPending && said.testing}
            {!test.isPending && !wasTried && said.test}
            {test.isSuccess && said.add}
            {test.isError && said.addAnyway}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
