import { memo, useState, type ReactElement } from 'react';
import type { Components } from 'react-markdown';
import { text } from '../../text/text.ts';
import { Button } from '../../ui/button.tsx';
import { elements, TableFrame } from './elements.tsx';
import { readAs } from './read-markdown.tsx';

const first: Components = { ...elements, table: ({ children }) => <>{children}</> };
const later: Components = { ...first, thead: () => null };

const Rows = memo(function Rows({ part, isFirst }: { part: string; isFirst: boolean }): ReactElement {
  return readAs(part, undefined, isFirst ? first : later);
});

const partsAtOnce = 25;

/** A long table in parts, of which only the last is read again while it grows. */
export function LongTable({ parts }: { parts: readonly string[] }): ReactElement {
  const [shown, setShown] = useState(partsAtOnce);
  return (
    <>
      <TableFrame>
        {parts.slice(0, shown).map((part, index) => (
          // Rows are only ever added, at the end.
          // oxlint-disable-next-line react/no-array-index-key
          <Rows key={index} part={part} isFirst={index === 0} />
        ))}
      </TableFrame>
      {parts.length > shown && (
        <Button look="quiet" onClick={() => setShown(shown + partsAtOnce)}>
          {text.chat.showMoreRows}
        </Button>
      )}
    </>
  );
}
