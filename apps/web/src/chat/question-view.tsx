import { Pencil } from 'lucide-react';
import { memo, useState, type ReactElement } from 'react';
import { text } from '../text/text.ts';
import { formText } from '../ui/form-text.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { TextArea } from '../ui/field.tsx';
import { askInstead } from './ask.ts';
import type { QuestionItem } from './conversation-item.ts';
import { conversationLink, LinkButton } from './link-button.tsx';
import type { Version } from './versions.ts';
import { VersionSwitch } from './version-switch.tsx';
import { QuestionText } from './question-text.tsx';

/** What a person asked; it can be asked otherwise. */
export const QuestionView = memo(function QuestionView({
  conversation,
  item,
  isBusy,
  version,
}: {
  conversation: string;
  item: QuestionItem;
  isBusy: boolean;
  version: Version | undefined;
}): ReactElement {
  const [isEditing, setEditing] = useState(false);
  const { id, question: asked } = item;
  const submit = (form: FormData): void => {
    const question = formText(form, 'question');
    setEditing(false);
    if (question === '' || id === undefined) return;
    void askInstead(conversation, id, { ...asked, text: question });
  };
  return (
    <article aria-label={text.chat.you} className="user group flex flex-col items-end">
      {isEditing ? (
        <form action={submit} className="w-full space-y-2">
          <TextArea name="question" aria-label={text.chat.edit} defaultValue={asked.text} rows={4} autoFocus />
          <div className="flex justify-end gap-2">
            <Button onClick={() => setEditing(false)}>{text.cancel}</Button>
            <Button type="submit" look="primary">
              {text.chat.saveEdit}
            </Button>
          </div>
        </form>
      ) : (
        <>
          <QuestionText question={item.question} />
          {id !== undefined && (
            <div className="flex items-center text-muted">
              {version && <VersionSwitch conversation={conversation} version={version} isBusy={isBusy} />}
              <IconButton label={text.chat.edit} disabled={isBusy} onClick={() => setEditing(true)}>
                <Pencil size={14} aria-hidden />
              </IconButton>
              <LinkButton label={text.chat.links.question} link={conversationLink(conversation, id)} />
            </div>
          )}
        </>
      )}
    </article>
  );
});
