import type { ReactElement } from 'react';
import { text } from '../text/text.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { weightsOf } from './model-state.ts';
import { useChosenModel } from './use-chosen-model.ts';

/** While the model that answers next is being loaded: how far that is. */
export function ModelLoading(): ReactElement {
  const { models, chosen } = useChosenModel();
  const weights = chosen && weightsOf(chosen, models);
  const isLoading = weights?.status?.value === 'loading';
  const label = weights ? text.chat.loadingModel(weights.id) : '';
  return (
    <div role="status" className="mx-auto w-full max-w-3xl px-4">
      {isLoading && (
        <div className="space-y-1 pb-2">
          <p className="text-xs text-muted">{label}</p>
          <ProgressBar label={label} value={weights.status?.progress} />
        </div>
      )}
      {weights?.status?.value === 'failed' && (
        <p className="pb-2 text-xs text-danger">{text.chat.modelFailed(weights.id)}</p>
      )}
    </div>
  );
}
