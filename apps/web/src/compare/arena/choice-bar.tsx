import { useEffect, useRef, type KeyboardEvent, type ReactElement } from 'react';
import { compareText } from '../../text/en/compare.ts';
import { Button } from '../../ui/button.tsx';
import type { Choice } from './comparison.ts';

const said = compareText.round;

const buttons: readonly { choice: Choice; key: string; sign: string }[] = [
  { choice: 'left', key: 'ArrowLeft', sign: '←' },
  { choice: 'tie', key: 'ArrowUp', sign: '↑' },
  { choice: 'both_bad', key: 'ArrowDown', sign: '↓' },
  { choice: 'right', key: 'ArrowRight', sign: '→' },
];

/**
 * Which answer is better, by a button or an arrow. The arrows choose while the focus is in here, where it begins;
 * elsewhere they scroll.
 */
export function ChoiceBar({
  isBusy,
  onChoose,
  onSkip,
}: {
  isBusy: boolean;
  onChoose: (choice: Choice) => void;
  onSkip: () => void;
}): ReactElement {
  const group = useRef<HTMLDivElement>(null);
  useEffect(() => group.current?.focus({ preventScroll: true }), []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const pressed = buttons.find(({ key }) => key === event.key);
    if (!pressed || isBusy) return;
    event.preventDefault();
    onChoose(pressed.choice);
  };
  return (
    // Each key has a button that does the same.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={group}
      role="group"
      tabIndex={-1}
      aria-label={said.ready}
      onKeyDown={onKeyDown}
      className="sticky bottom-3 mx-auto max-w-3xl rounded-2xl border border-control bg-raised p-3 shadow-lg focus-visible:outline-offset-0"
    >
      <div className="mb-2 flex flex-wrap items-center gap-x-4">
        <p className="text-sm font-medium">{said.ready}</p>
        <p className="text-xs text-muted pointer-coarse:hidden">{said.hint}</p>
        <button
          type="button"
          onClick={onSkip}
          className="ml-auto min-h-6 text-xs text-muted underline underline-offset-2 hover:text-ink"
        >
          {said.skip}
        </button>
      </div>
      <div className="grid grid-cols-2 gap-2 sm:grid-cols-4">
        {buttons.map(({ choice, key, sign }) => (
          <Button
            key={choice}
            aria-keyshortcuts={key}
            disabled={isBusy}
            onClick={() => onChoose(choice)}
            className={`pointer-coarse:min-h-11 ${choice === 'right' ? 'max-sm:order-1' : ''}`}
          >
            <span aria-hidden className="text-muted">
              {sign}
            </span>
            {said.choices[choice]}
          </Button>
        ))}
      </div>
    </div>
  );
}
