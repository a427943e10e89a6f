import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState, type ReactElement } from 'react';
import { text } from '../text/text.ts';
import { IconButton } from '../ui/button.tsx';

/** Pixels from the end within which a reader follows it. */
const nearEnd = 80;
const usualHeight = 160;

/**
 * A list of any length, of which what is in view is drawn. It follows its end while the reader is there.
 *
 * @param version changes when there is more to see at the end.
 */
export function MessageLog({
  count,
  version,
  isBusy,
  children,
}: {
  count: number;
  version: unknown;
  isBusy: boolean;
  children: (index: number) => ReactElement;
}): ReactElement {
  const scroller = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const follows = useRef(true);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => usualHeight,
    overscan: 8,
  });
  const size = virtualizer.getTotalSize();

  const toEnd = (): void => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  };
  useLayoutEffect(() => {
    if (follows.current) toEnd();
  }, [version, size, count]);
  useEffect(() => {
    follows.current = true;
    toEnd();
  }, [count]);

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        role="log"
        aria-label={text.chat.log}
        aria-live="polite"
        aria-busy={isBusy}
        tabIndex={0}
        className="h-full overflow-y-auto overscroll-contain"
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          follows.current = scrollHeight - scrollTop - clientHeight < nearEnd;
          setAtEnd(follows.current);
        }}
      >
        <div className="relative mx-auto w-full max-w-3xl" style={{ height: size }}>
          {virtualizer.getVirtualItems().map(({ key, index, start }) => (
            <div
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              className="absolute top-0 left-0 w-full px-4 py-2"
              style={{ transform: `translateY(${start}px)` }}
            >
              {children(index)}
            </div>
          ))}
        </div>
      </div>
      {!isAtEnd && (
        <IconButton
          label={text.chat.jumpToEnd}
          look="plain"
          className="absolute bottom-2 left-1/2 -translate-x-1/2 rounded-full shadow"
          onClick={toEnd}
        >
          <ArrowDown size={18} aria-hidden />
        </IconButton>
      )}
    </div>
  );
}
