import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Upload } from 'lucide-react';
import { useRef, type ReactElement } from 'react';
import type { Schemas } from '../api/client.ts';
import { messageOf } from '../api/problem.ts';
import { send } from '../api/send.ts';
import { trainText } from '../text/en/train.ts';
import { formatBytes, formatNumber } from '../text/format.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { notify, notifyProblem } from '../ui/notices.ts';
import { describeTime } from '../ui/relative-time.tsx';
import { Select } from '../ui/select.tsx';
import { exportsQuery, filesQuery } from './train-queries.ts';
import { sources, type TrainingForm } from './training-form.ts';

const said = trainText.form;

export interface FormPartProps {
  form: TrainingForm;
  onChange: (change: Partial<TrainingForm>) => void;
}

async function upload(file: File): Promise<Schemas['File']> {
  const body = new FormData();
  body.set('purpose', 'fine-tune');
  body.set('file', file);
  return (await (await send('/v1/files', { method: 'POST', body })).json()) as Schemas['File'];
}

function FileChoice({ form, onChange }: FormPartProps): ReactElement {
  const queries = useQueryClient();
  const picker = useRef<HTMLInputElement>(null);
  const { data: files = [], error } = useQuery(filesQuery);
  const { mutate, isPending, variables } = useMutation({
    mutationFn: upload,
    onSuccess: async ({ id, filename }) => {
      await queries.invalidateQueries(filesQuery);
      onChange({ file: id });
      notify(said.uploaded(filename));
    },
    onError: notifyProblem,
  });
  return (
    <div className="flex flex-wrap items-end gap-3">
      <div className="min-w-0 flex-1 basis-56">
        <Field label={said.file}>
          <Select
            value={form.file}
            choices={[
              { value: '', label: files.length === 0 ? said.noFiles : said.noFile },
              ...files.map(({ id, filename, bytes, created_at: time }) => ({
                value: id,
                label: `${filename} (${formatBytes(bytes)}, ${describeTime(time * 1000)})`,
              })),
            ]}
            onChoose={(file) => onChange({ file })}
          />
        </Field>
      </div>
      <input
        ref={picker}
        type="file"
        hidden
        accept=".jsonl,.json,.csv,.tsv,.parquet,.gz,.zst"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file) mutate(file);
          target.value = '';
        }}
      />
      <Button disabled={isPending} onClick={() => picker.current?.click()}>
        <Upload size={16} aria-hidden />
        {isPending ? said.uploading(variables.name) : said.upload}
      </Button>
      {error && <p className="w-full text-sm text-danger">{messageOf(error)}</p>}
    </div>
  );
}

interface ExportInput {
  settings?: { format?: string };
}

function ExportChoice({ form, onChange }: FormPartProps): ReactElement {
  const { data: exports = [], error } = useQuery(exportsQuery);
  return (
    <Field label={said.export} {...(error && { hint: said.exportsRefused })}>
      <Select
        value={form.export}
        choices={[
          { value: '', label: exports.length === 0 ? said.noExports : said.noExport },
          // One that the address names is chosen, also before the list is there.
          ...(form.export !== '' && !exports.some(({ id }) => id === form.export)
            ? [{ value: form.export, label: form.export }]
            : []),
          ...exports.map(({ id, input, result, created_at: time }) => {
            const { rows } = (result ?? {}) as { rows?: number };
            const format = (input as ExportInput | null)?.settings?.format ?? '';
            return {
              value: id,
              label: `${format.toUpperCase()}, ${rows === undefined ? '' : `${said.rows(formatNumber(rows))}, `}${describeTime(time * 1000)}`,
            };
          }),
        ]}
        onChoose={(id) => {
          const chosen = exports.find((candidate) => candidate.id === id)?.input as ExportInput | undefined;
          const method = (['sft', 'dpo', 'kto', 'reward'] as const).find((name) => name === chosen?.settings?.format);
          onChange({ export: id, ...(method && { method }) });
        }}
      />
    </Field>
  );
}

/** What is learned from: a file, an export, or what people said of answers. */
export function DataChoice({ form, onChange }: FormPartProps): ReactElement {
  return (
    <fieldset className="space-y-4">
      <legend className="mb-2 text-lg font-semibold">{said.dataTitle}</legend>
      <div className="grid gap-2 sm:grid-cols-3">
        {sources.map((source) => (
          <label
            key={source}
            className="grid cursor-pointer grid-cols-[auto_1fr] content-start gap-x-3 rounded-xl border border-line p-3 has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="source"
              value={source}
              checked={form.source === source}
              onChange={() => onChange({ source })}
              className="mt-1 size-4 shrink-0 accent-(--accent)"
            />
            <span className="font-medium">{said.sources[source]}</span>
            <span className="col-start-2 text-xs text-muted">{said.sourceHints[source]}</span>
          </label>
        ))}
      </div>
      {form.source === 'file' && <FileChoice form={form} onChange={onChange} />}
      {form.source === 'export' && <ExportChoice form={form} onChange={onChange} />}
    </fieldset>
  );
}
