import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { api, dataOf } from '../api/client.ts';
import { promptText as said } from '../text/en/prompt.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Failure } from '../ui/failure.tsx';
import { Loading } from '../ui/loading.tsx';
import { useChatSettings } from './chat-settings.ts';
import type { ConversationWithMessages } from './conversation-queries.ts';
import { visibleText } from './visible-text.ts';

/** The conversation as one text, as the chat template of the model that answers next writes it. */
export function PromptText({ conversation }: { conversation: ConversationWithMessages }): ReactElement {
  const { model } = useChatSettings();
  const { id, head, system_prompt: system, messages } = conversation;
  const { data, error } = useQuery({
    queryKey: ['prompt', id, head, system, model],
    queryFn: ({ signal }) => {
      const told = system ? [{ role: 'system' as const, content: system }] : [];
      const body = { ...(model && { model }), messages: [...told, ...messages] };
      return dataOf(api.POST('/apply-template', { body, signal }));
    },
    retry: false,
    gcTime: 0,
  });
  if (error) return <Failure error={error} />;
  if (!data) return <Loading />;
  return (
    <div>
      <div className="flex items-center justify-between gap-2">
        <p className="text-xs text-muted">{said.templateHint}</p>
        <CopyButton value={data.prompt} />
      </div>
      <pre
        tabIndex={0}
        aria-label={said.views.text}
        className="overflow-x-auto rounded-xl border border-line bg-panel p-3 text-xs break-words whitespace-pre-wrap"
      >
        {visibleText(data.prompt)}
      </pre>
    </div>
  );
}
