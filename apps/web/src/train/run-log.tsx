import { useEffect, useRef, useState, type ReactElement } from 'react';
import { visibleText } from '../chat/visible-text.ts';
import { trainText } from '../text/en/train.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Checkbox } from '../ui/field.tsx';
import { Section } from '../ui/section.tsx';
import { useRunLog } from './use-run-log.ts';

const said = trainText.run;
/** Progress bars of programs draw over what they wrote; the last drawing counts. */
const overdrawn = /[^\r\n]*\r(?!\n)/g;

/** What the trainer's programs say, as it comes. */
export function RunLog({ id, isActive }: { id: string; isActive: boolean }): ReactElement {
  const log = useRunLog(id, isActive);
  const [isFollowing, setFollowing] = useState(true);
  const shown = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (isFollowing) shown.current?.scrollTo({ top: shown.current.scrollHeight });
  });
  return (
    <Section
      title={said.log}
      hint={said.logHint}
      actions={
        <>
          <Checkbox label={said.follow} checked={isFollowing} onChange={({ target }) => setFollowing(target.checked)} />
          <CopyButton value={log} label={said.copyLog} />
        </>
      }
    >
      <pre
        ref={shown}
        tabIndex={0}
        role="region"
        aria-label={said.logLines}
        onWheel={({ deltaY }) => {
          if (deltaY < 0) setFollowing(false);
        }}
        className="max-h-80 min-h-20 overflow-auto rounded-xl border border-line bg-panel p-3 font-mono text-xs leading-relaxed whitespace-pre-wrap"
      >
        {log === '' ? said.logEmpty : visibleText(log.replaceAll(overdrawn, ''))}
      </pre>
    </Section>
  );
}
