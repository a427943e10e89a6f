import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Check, ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState, type ReactElement } from 'react';
import { api, dataOf } from '../api/client.ts';
import { RequestProblem } from '../api/problem.ts';
import { labModelsQuery, modelsQuery, type Model } from '../models/model-queries.ts';
import { text } from '../text/text.ts';
import { notifyProblem } from '../ui/notices.ts';
import { changeChatSettings } from './chat-settings.ts';
import { describeModel, describeState, weightsOf } from './model-state.ts';
import { useChosenModel } from './use-chosen-model.ts';

const said = text.chat;

/** Loads the weights of a model. Who may only chat need not: they are loaded with the first question. */
function useLoading(): (model: Model) => void {
  const queries = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: (model: string) => dataOf(api.POST('/models/load', { body: { model } })),
    onMutate: () => void setTimeout(() => void queries.invalidateQueries(modelsQuery), 200),
    onSettled: () => queries.invalidateQueries(modelsQuery),
    onError: (error) => {
      if (!(error instanceof RequestProblem && error.status === 403)) notifyProblem(error);
    },
  });
  return ({ id, status }) => {
    if (status?.value === 'unloaded' || status?.value === 'failed') mutate(id);
  };
}

function Item({
  model,
  models,
  isChosen,
}: {
  model: Model;
  models: readonly Model[];
  isChosen: boolean;
}): ReactElement {
  const { data: known = [] } = useQuery(labModelsQuery);
  return (
    <DropdownMenu.RadioItem
      value={model.id}
      className={`flex min-h-11 items-center gap-2 rounded-lg py-1 pr-3 outline-none data-highlighted:bg-accent-soft ${model.parent ? 'pl-6' : 'pl-2'}`}
    >
      <Check size={16} aria-hidden className={`shrink-0 ${isChosen ? 'text-accent' : 'invisible'}`} />
      <span className="min-w-0">
        <span className="block text-sm font-medium break-all">
          {model === models[0] ? said.defaultModel(model.id) : model.id}
        </span>
        <span className="block text-xs text-muted">{describeModel(model, models, known)}</span>
      </span>
    </DropdownMenu.RadioItem>
  );
}

/** Which model or adapter answers what is asked next. Choosing one that is not loaded loads it. */
export function ModelPicker(): ReactElement | null {
  const { models, chosen } = useChosenModel();
  const [isOpen, setOpen] = useState(false);
  const load = useLoading();
  if (!chosen) return null;
  const choose = (id: string): void => {
    const model = models.find((listed) => listed.id === id)!;
    changeChatSettings({ model: model === models[0] ? undefined : id });
    load(weightsOf(model, models));
  };
  const weights = weightsOf(chosen, models);
  const state = weights.status?.value === 'loaded' ? undefined : describeState(weights);
  return (
    <DropdownMenu.Root modal={false} open={isOpen} onOpenChange={setOpen}>
      <DropdownMenu.Trigger
        aria-label={`${said.modelPicker}: ${[chosen.id, state].filter(Boolean).join(', ')}`}
        className="flex min-h-9 max-w-full items-center gap-1 rounded-lg px-2 text-sm text-muted hover:bg-accent-soft pointer-coarse:min-h-11"
      >
        <span className="truncate">{chosen.id}</span>
        {state && <span className="shrink-0 text-xs">({state})</span>}
        <ChevronDown size={14} aria-hidden className="shrink-0" />
      </DropdownMenu.Trigger>
      {/* Inside the page's landmark. */}
      <DropdownMenu.Portal container={document.querySelector('main')}>
        <DropdownMenu.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-[60dvh] w-80 max-w-[calc(100vw-1rem)] overflow-y-auto rounded-xl border border-line bg-raised p-1 shadow-lg"
        >
          <DropdownMenu.RadioGroup value={chosen.id} onValueChange={choose}>
            {models.map((model) => (
              <Item key={model.id} model={model} models={models} isChosen={model === chosen} />
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
