import { useEffect, useRef, type ReactElement } from 'react';
import { serverText } from '../../text/en/server.ts';
import { Button } from '../../ui/button.tsx';
import type { Level } from '../search.ts';
import { LogLineView } from './log-line-view.tsx';
import type { LogLine } from './log-source.ts';

const said = serverText.logs;

/** So near to the end, in pixels, it is the end. */
const nearEnd = 40;

/** The lines, the last one in sight as long as its reader has not scrolled away from it. */
export function LogList({
  lines,
  level,
  onOlder,
}: {
  lines: readonly LogLine[];
  level: Level | undefined;
  /** Left out where there are none. */
  onOlder?: () => void;
}): ReactElement {
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  useEffect(() => {
    const element = list.current!;
    if (isAtEnd.current) element.scrollTop = element.scrollHeight;
  });
  return (
    <div
      ref={list}
      // It speaks by itself only when it is asked to: a log says too much to be read out as it comes.
      role="log"
      aria-live="off"
      aria-label={said.lines}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, which a keyboard can do to what has the focus
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < nearEnd;
      }}
      className="h-[max(20rem,calc(100dvh-25rem))] overflow-y-auto rounded-xl border border-line bg-panel font-mono text-xs"
    >
      {onOlder && (
        <div className="border-b border-line p-2 text-center">
          <Button onClick={onOlder}>{said.older}</Button>
        </div>
      )}
      {lines.length === 0 && <p className="p-6 text-center font-sans text-sm text-muted">{said.none}</p>}
      <ol>
        {lines.map((line) => (
          <LogLineView key={`${line.time} ${line.position}`} line={line} level={level} />
        ))}
      </ol>
    </div>
  );
}
