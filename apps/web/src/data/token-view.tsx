import { useId, useState, type KeyboardEvent, type ReactElement } from 'react';
import { visibleText } from '../chat/visible-text.ts';
import { dataText as said } from '../text/en/data.ts';
import { formatNumber } from '../text/format.ts';
import { text } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { Facts } from '../ui/facts.tsx';
import type { Interaction } from './interaction-queries.ts';
import { colourOf, perplexityOf, probabilityOf, shownToken } from './token-colour.ts';

type Token = NonNullable<Interaction['tokens']>[number];

const shownAtOnce = 2000;

const percent = (logprob: number): string => `${formatNumber(probabilityOf(logprob) * 100)} %`;
/** In quotation marks, so that blanks can be seen. */
const quoted = (token: string): string => `“${visibleText(shownToken(token))}”`;

function Rival({ token, logprob, isChosen }: { token: string; logprob: number; isChosen: boolean }): ReactElement {
  return (
    <li className="grid grid-cols-[minmax(5rem,8rem)_1fr_4rem] items-center gap-2">
      <span className={`font-mono break-all whitespace-pre-wrap ${isChosen ? 'font-semibold' : ''}`}>
        {quoted(token)}
        {isChosen && <span className="sr-only"> ({said.tokens.chosen})</span>}
      </span>
      <span aria-hidden className="h-2 rounded-full bg-line">
        <span
          className={`block h-full rounded-full ${isChosen ? 'bg-accent' : 'bg-control'}`}
          style={{ width: `${probabilityOf(logprob) * 100}%` }}
        />
      </span>
      <span className="text-right text-muted tabular-nums">{percent(logprob)}</span>
    </li>
  );
}

/** A token, how likely it was, and what else was likely. */
function TokenDetail({ token, index }: { token: Token; index: number }): ReactElement {
  const { token_id: id, top } = token;
  const rivals = (top ?? []).filter((rival) => rival.token_id !== id);
  const name = <span className="font-mono whitespace-pre-wrap">{quoted(token.token)}</span>;
  const all = [token, ...rivals].toSorted((a, b) => b.logprob - a.logprob);
  return (
    <div className="space-y-3 rounded-xl border border-line bg-panel p-4 text-sm">
      <Facts
        look="line"
        facts={[
          [said.tokens.token, name],
          [said.tokens.position, formatNumber(index + 1)],
          [said.tokens.id, String(id)],
          [said.tokens.probability, percent(token.logprob)],
          [said.tokens.logprob, token.logprob.toFixed(3)],
        ]}
      />
      {rivals.length === 0 ? (
        <p className="text-muted">{said.tokens.noRivals}</p>
      ) : (
        <ul aria-label={said.tokens.rivals} className="space-y-1">
          {all.map((rival) => (
            <Rival key={rival.token_id} token={rival.token} logprob={rival.logprob} isChosen={rival === token} />
          ))}
        </ul>
      )}
    </div>
  );
}

function stepOf(key: string): number | undefined {
  const steps: Record<string, number> = {
    ArrowRight: 1,
    ArrowDown: 10,
    ArrowLeft: -1,
    ArrowUp: -10,
    Home: -Infinity,
    End: Infinity,
  };
  return steps[key];
}

/** The answer token by token, the unlikely ones marked. The arrow keys or the pointer choose one to be looked at. */
export function TokenView({ tokens }: { tokens: readonly Token[] }): ReactElement {
  const id = useId();
  const [count, setCount] = useState(shownAtOnce);
  const [chosen, setChosen] = useState(0);
  const shown = tokens.slice(0, count);
  const index = Math.min(chosen, shown.length - 1);
  const move = (event: KeyboardEvent): void => {
    const step = stepOf(event.key);
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.min(shown.length - 1, Math.max(0, index + step));
    setChosen(next);
    document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 text-xs text-muted">
        <span>{said.tokens.summary(formatNumber(tokens.length), formatNumber(perplexityOf(tokens)))}</span>
        <span className="flex items-center gap-2" aria-hidden>
          {said.tokens.likely}
          <span className="h-3 w-24 rounded bg-linear-to-r from-transparent to-[color-mix(in_srgb,var(--danger)_50%,transparent)] ring-1 ring-line" />
          {said.tokens.unlikely}
        </span>
      </div>
      <div
        role="listbox"
        tabIndex={0}
        aria-label={said.tokens.title}
        aria-activedescendant={`${id}-${index}`}
        onKeyDown={move}
        className="max-h-96 overflow-y-auto rounded-xl border border-line bg-page p-4 font-mono text-sm leading-7 break-words whitespace-pre-wrap"
      >
        {shown.map((token, place) => (
          <span
            // Tokens stay where they are.
            // oxlint-disable-next-line react/no-array-index-key
            key={place}
            id={`${id}-${place}`}
            role="option"
            aria-selected={place === index}
            aria-label={`${quoted(token.token)} ${percent(token.logprob)}`}
            onPointerEnter={() => setChosen(place)}
            style={{ backgroundColor: colourOf(token.logprob) }}
            className={`rounded-sm ${place === index ? 'outline-2 outline-accent' : ''}`}
          >
            {visibleText(token.token)}
          </span>
        ))}
      </div>
      {tokens.length > count && (
        <Button onClick={() => setCount(count + shownAtOnce)}>
          {text.more} ({formatNumber(tokens.length - count)})
        </Button>
      )}
      <TokenDetail token={shown[index]!} index={index} />
    </div>
  );
}
