import { useState, type ReactElement } from 'react';
import { text } from '../../text/text.ts';
import { Button } from '../../ui/button.tsx';

/** Characters that are drawn at once: laying a megabyte out would hold the page up. */
const atOnce = 50_000;

/** The first part of a long text, and a button that brings the next. `cut` is what is shown. */
export function useCut(content: string): { cut: string; more: ReactElement | null } {
  const [shown, setShown] = useState(atOnce);
  if (content.length <= shown) return { cut: content, more: null };
  const more = (
    <Button look="quiet" className="my-1" onClick={() => setShown(shown + atOnce)}>
      {text.chat.showMore(content.length - shown)}
    </Button>
  );
  return { cut: content.slice(0, shown), more };
}

/** Text without meaning to a parser. */
export function AsWritten({ content }: { content: string }): ReactElement {
  const { cut, more } = useCut(content);
  return (
    <>
      <p className="my-2 break-words whitespace-pre-wrap">{cut}</p>
      {more}
    </>
  );
}
