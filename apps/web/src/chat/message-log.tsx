import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { text } from '../text/text.ts';
import { IconButton } from '../ui/button.tsx';

/** Pixels from the end within which a reader follows it. */
const nearEnd = 80;
const usualHeight = 160;
/** Items; a shorter log is drawn as a whole, so that the browser's own search finds everything in it. */
export const drawnWhole = 24;
const drawnBeside = 6;
const upwards = new Set(['ArrowUp', 'PageUp', 'Home']);

/**
 * A list of any length, of which what is in view is drawn. It follows its end while the reader is there, and not from the
 * moment when they turn upwards.
 */
export function MessageLog({
  count,
  isBusy,
  target,
  children,
}: {
  count: number;
  isBusy: boolean;
  /** Place of an item that is looked at first, instead of the end. */
  target?: number | undefined;
  children: (index: number) => ReactElement;
}): ReactElement {
  const scroller = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  /** The reader has turned upwards, and not come back to the end. */
  const [isAway, setAway] = useState(false);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => usualHeight,
    overscan: count <= drawnWhole ? count : drawnBeside,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: isAway ? -1 : nearEnd,
  });
  const toEnd = (): void => {
    setAway(false);
    virtualizer.scrollToEnd();
  };
  // At first, and when a question is asked, wherever the reader was.
  const wasBusy = useRef<boolean>(undefined);
  useLayoutEffect(() => {
    if (isBusy || wasBusy.current === undefined) {
      setAway(false);
      virtualizer.scrollToEnd();
    }
    wasBusy.current = isBusy;
  }, [virtualizer, isBusy]);

  useLayoutEffect(() => {
    if (target === undefined) return;
    setAway(true);
    virtualizer.scrollToIndex(target, { align: 'start' });
  }, [virtualizer, target]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (upwards.has(event.key)) setAway(true);
    if (event.target !== scroller.current || (event.key !== 'Home' && event.key !== 'End')) return;
    // The browser's own way there would be as long as heights are guessed.
    event.preventDefault();
    if (event.key === 'Home') virtualizer.scrollToIndex(0, { align: 'start' });
    else toEnd();
  };
  return (
    <div className="relative min-h-0 flex-1">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- what scrolls it is listened to */}
      <div
        ref={scroller}
        role="log"
        aria-label={text.chat.log}
        // What is scrolled into view would be read out as if it were new; what is new is told beside the log.
        aria-live="off"
        aria-busy={isBusy}
        tabIndex={0}
        className="h-full overflow-y-auto overscroll-contain [overflow-anchor:none]"
        onKeyDown={onKeyDown}
        onWheel={({ deltaY }) => deltaY < 0 && setAway(true)}
        onTouchMove={() => setAway(true)}
        onPointerDown={({ target }) => target === scroller.current && setAway(true)}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          const distance = scrollHeight - scrollTop - clientHeight;
          setAtEnd(distance < nearEnd);
          if (distance < 1) setAway(false);
        }}
      >
        <div className="relative mx-auto w-full max-w-3xl" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ key, index, start }) => (
            <div
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              className={`absolute top-0 left-0 w-full px-4 py-2 ${index === target ? 'rounded-xl outline-2 -outline-offset-2 outline-accent' : ''}`}
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
