import type { ReactElement } from 'react';
import { compareText } from '../../text/en/compare.ts';

const said = compareText.annotate;

/** The name of a key, on the button that does the same. */
export function Key({ name }: { name: string }): ReactElement {
  return (
    <kbd
      aria-hidden
      className="rounded border border-current/40 px-1.5 font-mono text-xs leading-5 pointer-coarse:hidden"
    >
      {name}
    </kbd>
  );
}

/** All keys, folded. */
export function KeyHints(): ReactElement {
  return (
    <details className="text-sm pointer-coarse:hidden">
      <summary className="py-1 font-medium text-muted">{said.keys}</summary>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 py-1 text-muted">
        {Object.entries(said.keyNames).map(([key, label]) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="rounded border border-line px-1.5 font-mono text-xs">{key}</kbd>
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
      <p className="text-xs text-muted">{said.keyHint}</p>
    </details>
  );
}
