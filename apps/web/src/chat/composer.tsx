import { Paperclip, SendHorizontal, Settings2, Square } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { text } from '../text/text.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { AttachmentList } from './attachment-list.tsx';
import { keepDraft, readDraft } from './drafts.ts';
import { FileButton } from './file-button.tsx';
import type { Question } from './question.ts';
import { useAttachments } from './use-attachments.ts';

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
  givenBack: Question | undefined;
  onSend: (question: Question) => void;
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
  const attachments = useAttachments();
  const [isDropTarget, setDropTarget] = useState(false);
  const takeBack = useEffectEvent((question: Question) => {
    if (draft === '') change(question.text);
    attachments.giveBack(question.images);
  });
  useEffect(() => {
    if (givenBack !== undefined) takeBack(givenBack);
  }, [givenBack]);
  useEffect(() => {
    if (!matchMedia('(pointer: coarse)').matches) input.current?.focus();
  }, []);
  const isEmpty = draft.trim() === '' && attachments.list.length === 0;
  const submit = (): void => {
    if (isEmpty || isBusy) return;
    change('');
    onSend(attachments.take(draft.trim()));
  };
  return (
    // What is dropped can also be chosen with the button.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setDropTarget(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDropTarget(false);
      }}
      onDrop={(event) => {
        setDropTarget(false);
        if (event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        void attachments.add(event.dataTransfer.files);
      }}
      className="mx-auto w-full max-w-3xl px-3 pb-3"
    >
      <div
        className={`rounded-2xl border bg-raised p-2 focus-within:border-accent ${isDropTarget ? 'border-accent ring-2 ring-accent' : 'border-control'}`}
      >
        {isDropTarget && <p className="px-2 py-1 text-sm text-accent">{text.chat.attachments.drop}</p>}
        <AttachmentList attachments={attachments.list} onRemove={attachments.remove} />
        <textarea
          ref={input}
          id="question"
          aria-label={text.chat.message}
          placeholder={text.chat.placeholder}
          rows={1}
          value={draft}
          onChange={({ target: { value } }) => change(value)}
          onPaste={(event) => {
            const { files, types } = event.clipboardData;
            // What is copied in an office program is text with its picture: the text is meant.
            if (files.length === 0 || types.includes('text/plain')) return;
            event.preventDefault();
            void attachments.add(files);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            submit();
          }}
          className="field-sizing-content max-h-48 min-h-10 w-full resize-none bg-transparent px-2 py-1.5 text-base outline-none"
        />
        <div className="flex items-center gap-1">
          <FileButton
            label={text.chat.attachments.add}
            hint={text.chat.attachments.hint}
            icon={<Paperclip size={18} aria-hidden />}
            isMultiple
            onFiles={(files) => void attachments.add(files)}
          />
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
            <Button type="submit" look="primary" disabled={isEmpty}>
              <SendHorizontal size={16} aria-hidden />
              {text.chat.send}
            </Button>
          )}
        </div>
      </div>
    </form>
  );
}
