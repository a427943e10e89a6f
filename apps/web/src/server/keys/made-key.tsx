import { KeyRound } from 'lucide-react';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { storeKey } from '../../api/api-key.ts';
import { serverUrl } from '../../api/send.ts';
import { serverText } from '../../text/en/server.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import type { NewKey } from './key-queries.ts';

const said = serverText.keys;

/** Stays until somebody says that they have the key: it cannot be shown again. */
export function MadeKey({
  made,
  isSignedIn,
  onDone,
}: {
  made: NewKey;
  /** Whether this page uses it from now on. */
  isSignedIn: boolean;
  onDone: () => void;
}): ReactElement {
  const region = useRef<HTMLElement>(null);
  const [isRemembered, setRemembered] = useState(false);
  useEffect(() => region.current?.focus(), []);
  const command = `curl ${serverUrl()}/v1/models -H "authorization: Bearer ${made.key}"`;
  return (
    <section
      ref={region}
      tabIndex={-1}
      aria-label={said.made(made.name)}
      className="space-y-3 rounded-xl border border-accent bg-accent-soft p-4 outline-none"
    >
      <div className="flex items-center gap-2">
        <KeyRound size={18} aria-hidden className="shrink-0 text-accent" />
        <h2 className="font-semibold break-words">{said.made(made.name)}</h2>
      </div>
      <p className="text-sm">
        {said.madeHint} {isSignedIn && said.signedIn}
      </p>
      <div className="flex items-center gap-2 rounded-lg border border-line bg-page py-1 pr-1 pl-3">
        <code className="min-w-0 flex-1 font-mono text-sm break-all select-all">{made.key}</code>
        <CopyButton value={made.key} label={said.copyKey} />
      </div>
      <details className="text-sm">
        <summary className="text-muted">{said.try}</summary>
        <code className="mt-2 block rounded-lg border border-line bg-page px-3 py-2 font-mono text-xs break-all select-all">
          {command}
        </code>
      </details>
      <div className="flex flex-wrap items-center gap-2">
        <Button look="primary" onClick={onDone}>
          {said.done}
        </Button>
        {isSignedIn && (
          <Button
            disabled={isRemembered}
            onClick={() => {
              storeKey(made.key, { remember: true });
              setRemembered(true);
            }}
          >
            {isRemembered ? said.remembered : said.remember}
          </Button>
        )}
      </div>
    </section>
  );
}
