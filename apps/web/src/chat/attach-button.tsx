import { Paperclip } from 'lucide-react';
import { useRef, type ReactElement } from 'react';
import { text } from '../text/text.ts';
import { IconButton } from '../ui/button.tsx';

const said = text.chat.attachments;

/** Chooses files of this machine. */
export function AttachButton({ onFiles }: { onFiles: (files: File[]) => void }): ReactElement {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton label={said.add} title={`${said.add}: ${said.hint}`} onClick={() => input.current?.click()}>
        <Paperclip size={18} aria-hidden />
      </IconButton>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={said.add}
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          target.value = '';
        }}
      />
    </>
  );
}
