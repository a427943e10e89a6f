import { SendHorizontal, Settings2, Square } from 'lucide-react';
import { useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { text } from '../text/text.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { keepDraft, readDraft } from './drafts.ts';

/** Where a person writes. What is not sent is there again after a reload. */
export function Composer({
  draftOf,
  isBusy,
  givenBack,
  onSend,
  onStop,
  onSettings,
  children,
}: {
  /** Which draft: a conversation's, or (`undefined`) that of a new one. */
  draftOf: string | undefined;
  isBusy: boolean;
  /** A question that did not get through. */
  givenBack: string | undefined;
  onSend: (question: string) => void;
  onStop: () => void;
  onSettings: () => void;
  children?: ReactNode;
}): ReactElement {
  const [draft, setDraft] = useState(() => readDraft(draftOf));
  const input = useRef<HTMLTextAreaElement>(null);
  const change = (value: string): void => {
    setDraft(value);
    keepDraft(draftOf, value);
  };
  useEffect(() => {
    if (givenBack === undefined) return;
    setDraft((current) => {
      if (current !== '') return current;
      keepDraft(draftOf, givenBack);
      return givenBack;
    });
  }, [givenBack, draftOf]);
  useEffect(() => {
    if (!matchMedia('(pointer: coarse)').matches) input.current?.focus();
  }, []);
  const submit = (): void => {
    const question = draft.trim();
    if (question === '' || isBusy) return;
    change('');
    onSend(question);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      className="mx-auto w-full max-w-3xl px-3 pb-3"
    >
      <div className="rounded-2xl border border-control bg-raised p-2 focus-within:border-accent">
        <textarea
          ref={input}
          id="question"
          aria-label={text.chat.message}
          placeholder={text.chat.placeholder}
          rows={1}
          value={draft}
          onChange={({ target: { value } }) => change(value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            submit();
          }}
          className="field-sizing-content max-h-48 min-h-10 w-full resize-none bg-transparent px-2 py-1.5 text-base outline-none"
        />
        <div className="flex items-center gap-2">
          <IconButton label={text.chat.settings} onClick={onSettings}>
            <Settings2 size={18} aria-hidden />
          </IconButton>
          <div className="min-w-0 flex-1">{children}</div>
          {isBusy ? (
            <Button onClick={onStop}>
              <Square size={14} aria-hidden fill="currentColor" />
              {text.chat.stop}
            </Button>
          ) : (
            <Button type="submit" look="primary" disabled={draft.trim() === ''}>
              <SendHorizontal size={16} aria-hidden />
              {text.chat.send}
            </Button>
          )}
        </div>
      </div>
    </form>
  );
}
