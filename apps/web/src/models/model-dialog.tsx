import { useQuery } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { modelsText } from '../text/en/models.ts';
import { formatBytes, formatNumber } from '../text/format.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Facts, type Fact } from '../ui/facts.tsx';
import { Failure } from '../ui/failure.tsx';
import { Loading } from '../ui/loading.tsx';
import { MemoryEstimate } from './memory-estimate.tsx';
import { inspectionQuery, type Inspection } from './model-queries.ts';
import { useModelAction } from './use-model-action.ts';

const said = modelsText.inspect;
const shownHash = 12;

function factsOf(model: Inspection): Fact[] {
  return [
    [said.file, `${model.filename} (${formatBytes(model.size_bytes)})`],
    [said.reference, model.reference],
    [said.abilities, model.abilities.join(', ')],
    [said.architecture, model.architecture],
    [said.parameters, formatNumber(model.parameters)],
    [modelsText.quantization, model.quantization],
    [modelsText.context, said.trained(formatNumber(model.context_length))],
    [said.layers, formatNumber(model.layers)],
    [said.embedding, said.dimensions(formatNumber(model.embedding_length))],
    [said.vocabulary, modelsText.tokens(formatNumber(model.vocabulary_size))],
    [said.license, model.license],
    [said.baseModels, model.base_models.join(', ')],
    [
      said.hash,
      model.sha256 && (
        <span key="hash" className="flex items-center gap-1 font-mono text-xs">
          {model.sha256.slice(0, shownHash)}…
          <CopyButton value={model.sha256} label={said.hash} />
        </span>
      ),
    ],
  ];
}

function Command({ children }: { children: string }): ReactElement {
  return (
    <div className="flex items-center gap-2 rounded-lg border border-line bg-panel pl-3">
      <code className="min-w-0 flex-1 overflow-x-auto py-2 text-xs whitespace-nowrap">{children}</code>
      <CopyButton value={children} />
    </div>
  );
}

function Removal({ model, onRemoved }: { model: Inspection; onRemoved: () => void }): ReactElement {
  const [isAsked, setAsked] = useState(false);
  const { act } = useModelAction();
  return (
    <>
      <Button look="danger" onClick={() => setAsked(true)}>
        <Trash2 size={16} aria-hidden />
        {said.remove}
      </Button>
      {isAsked && (
        <ConfirmDialog
          title={said.removeTitle(model.id)}
          hint={said.removeHint(formatBytes(model.size_bytes))}
          action={said.remove}
          onConfirm={() => {
            act('remove', model.id);
            onRemoved();
          }}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  );
}

/** What a model's file says of itself, what it needs, and its end. */
export function ModelDialog({ id, onClose }: { id: string; onClose: () => void }): ReactElement {
  const { data: model, error, refetch } = useQuery(inspectionQuery({ model: id }));
  return (
    <Dialog title={id} {...(model?.name && { hint: model.name })} place="side" onClose={onClose}>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!model && !error && <Loading />}
      {model && (
        <div className="space-y-6">
          <Facts facts={factsOf(model)} />
          <MemoryEstimate model={model} />
          <details className="text-sm">
            <summary className="min-h-9 py-1.5 font-medium">{said.template}</summary>
            {model.chat_template === null ? (
              <p className="text-muted">{said.noTemplate}</p>
            ) : (
              <pre
                tabIndex={0}
                aria-label={said.template}
                className="max-h-80 overflow-auto rounded-lg border border-line bg-panel p-3 text-xs"
              >
                {model.chat_template}
              </pre>
            )}
          </details>
          {model.format === 'gguf' && (
            <section aria-label={said.commands} className="space-y-2">
              <h3 className="text-sm font-semibold">{said.commands}</h3>
              <p className="text-sm text-muted">{said.commandsHint}</p>
              <Command>{`tuneloop quantize ${model.id} --type Q4_K_M`}</Command>
            </section>
          )}
          {model.removable && <Removal model={model} onRemoved={onClose} />}
        </div>
      )}
    </Dialog>
  );
}
