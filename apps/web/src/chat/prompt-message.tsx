import { Pencil, Trash2 } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { promptText as said } from '../text/en/prompt.ts';
import { text } from '../text/text.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { TextArea } from '../ui/field.tsx';
import { formText } from '../ui/form-text.ts';
import { contentText, type StoredMessage } from './conversation-item.ts';
import { Verbatim } from './tool-view.tsx';
import { visibleText } from './visible-text.ts';

/** What a message holds beside its words. */
function Beside({ message }: { message: StoredMessage }): ReactElement {
  const images = message.role === 'user' && typeof message.content !== 'string' ? message.content : [];
  const count = images.filter(({ type }) => type === 'image_url').length;
  const { tool_calls: calls, reasoning_content: reasoning } = message.role === 'assistant' ? message : {};
  return (
    <>
      {count > 0 && <p className="text-xs text-muted">{said.images(count)}</p>}
      {reasoning && <Verbatim title={said.reasoning} content={reasoning} />}
      {calls?.map(({ id, function: { name, arguments: written } }) => (
        <Verbatim
          key={id}
          title={text.chat.tool.called(visibleText(name))}
          content={typeof written === 'string' ? written : JSON.stringify(written ?? {})}
        />
      ))}
    </>
  );
}

/** A message under its role, whatever that is; it can be changed and removed. */
export function PromptMessage({
  message,
  place,
  isBusy,
  onChange,
  onRemove,
}: {
  message: StoredMessage;
  /** From 1. */
  place: number;
  isBusy: boolean;
  onChange: (content: string) => void;
  onRemove: () => void;
}): ReactElement {
  const [isEditing, setEditing] = useState(false);
  const role = said.roles[message.role];
  const content = contentText(message.content);
  return (
    <li className="space-y-1 rounded-xl border border-line bg-panel p-3">
      <div className="flex items-center gap-1">
        <Badge look={message.role === 'assistant' ? 'good' : 'plain'}>{role}</Badge>
        <span className="ml-auto" />
        <IconButton label={said.edit(role, place)} disabled={isBusy} onClick={() => setEditing(!isEditing)}>
          <Pencil size={14} aria-hidden />
        </IconButton>
        <IconButton label={said.remove(role, place)} disabled={isBusy} onClick={onRemove}>
          <Trash2 size={14} aria-hidden />
        </IconButton>
      </div>
      {isEditing ? (
        <form
          action={(form) => {
            setEditing(false);
            onChange(formText(form, 'content'));
          }}
          className="space-y-2"
        >
          <TextArea name="content" aria-label={said.content} rows={5} defaultValue={content} />
          <div className="flex justify-end gap-2">
            <Button onClick={() => setEditing(false)}>{text.cancel}</Button>
            <Button type="submit" look="primary">
              {said.save}
            </Button>
          </div>
        </form>
      ) : (
        <p className={`text-sm break-words whitespace-pre-wrap ${content === '' ? 'text-muted' : ''}`}>
          {content === '' ? said.empty : visibleText(content)}
        </p>
      )}
      <Beside message={message} />
    </li>
  );
}
