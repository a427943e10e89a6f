import { useState, type ReactElement } from 'react';
import { promptText as said } from '../text/en/prompt.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { notifyProblem } from '../ui/notices.ts';
import { AddMessage } from './add-message.tsx';
import { changeHistory, type NewMessages } from './change-history.ts';
import type { ConversationWithMessages } from './conversation-queries.ts';
import { withContent, withMessageAt } from './edit-history.ts';
import { PromptMessage } from './prompt-message.tsx';
import { PromptText } from './prompt-text.tsx';
import { visibleText } from './visible-text.ts';

const shownAtFirst = 50;
const views = ['messages', 'text'] as const;

/** The conversation as the model gets it: every message under its role. */
export function PromptDialog({
  conversation,
  isBusy,
  onClose,
}: {
  conversation: ConversationWithMessages;
  /** While an answer is being made nothing may be changed. */
  isBusy: boolean;
  onClose: () => void;
}): ReactElement {
  const [view, setView] = useState<(typeof views)[number]>('messages');
  const [shown, setShown] = useState(shownAtFirst);
  const { id, system_prompt: system, messages } = conversation;
  const first = Math.max(0, messages.length - shown);
  const change = (body: NewMessages): void => void changeHistory(id, body).catch(notifyProblem);
  return (
    <Dialog title={said.title} hint={said.hint} onClose={onClose} place="side">
      <div className="space-y-3">
        <div role="group" aria-label={said.views.label} className="flex gap-1">
          {views.map((name) => (
            <Button
              key={name}
              aria-pressed={view === name}
              className="flex-1 aria-pressed:border-accent aria-pressed:bg-accent-soft"
              onClick={() => setView(name)}
            >
              {said.views[name]}
            </Button>
          ))}
        </div>
        {isBusy && <p className="text-sm text-muted">{said.busy}</p>}
        {view === 'text' && messages.length > 0 && <PromptText conversation={conversation} />}
        {messages.length === 0 && <p className="text-sm text-muted">{said.noMessages}</p>}
        {view === 'messages' && (
          <>
            <div className="space-y-1 rounded-xl border border-line bg-panel p-3">
              <Badge>{said.roles.system}</Badge>
              <p className={`text-sm break-words whitespace-pre-wrap ${system ? '' : 'text-muted'}`}>
                {system ? visibleText(system) : said.noSystem}
              </p>
            </div>
            {first > 0 && (
              <Button className="w-full" onClick={() => setShown(shown + shownAtFirst)}>
                {said.earlier(Math.min(first, shownAtFirst))}
              </Button>
            )}
            <ol className="space-y-2">
              {messages.slice(first).map((message, index) => (
                <PromptMessage
                  key={message.id}
                  message={message}
                  place={first + index + 1}
                  isBusy={isBusy}
                  onChange={(content) => change(withMessageAt(messages, first + index, withContent(message, content)))}
                  onRemove={() => change(withMessageAt(messages, first + index, undefined))}
                />
              ))}
            </ol>
            <AddMessage isBusy={isBusy} onAdd={(role, content) => change({ messages: [{ role, content }] })} />
          </>
        )}
      </div>
    </Dialog>
  );
}
