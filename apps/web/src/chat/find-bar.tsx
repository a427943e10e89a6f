import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useEffect, useMemo, useState, type ReactElement } from 'react';
import { text } from '../text/text.ts';
import { IconButton } from '../ui/button.tsx';
import { Input } from '../ui/field.tsx';
import type { ConversationItem } from './conversation-item.ts';
import { foundItems, searchedText } from './found-items.ts';
import { markFound } from './mark-found.ts';

const said = text.chat.find;

/** Searches a conversation of which only a part is drawn, where the browser's own search would not find the rest. */
export function FindBar({
  items,
  onGo,
  onClose,
}: {
  items: readonly ConversationItem[];
  /** Shows the item in this place; `null` where nothing is found. */
  onGo: (place: number | null) => void;
  onClose: () => void;
}): ReactElement {
  const [wanted, setWanted] = useState('');
  const [step, setStep] = useState(0);
  const texts = useMemo(() => items.map(searchedText), [items]);
  const found = useMemo(() => foundItems(texts, wanted), [texts, wanted]);
  const place = found[step];

  useEffect(() => {
    onGo(place ?? null);
    // Once it is drawn.
    const frame = setTimeout(() => {
      markFound(document.querySelector(`[role=log] [data-index="${place}"]`), wanted);
    }, 100);
    return () => {
      clearTimeout(frame);
      markFound(null, '');
    };
  }, [place, wanted, onGo]);

  const go = (by: number): void => setStep((current) => (current + by + found.length) % Math.max(1, found.length));
  const state = wanted.trim() === '' ? '' : found.length === 0 ? said.none : said.place(step + 1, found.length);
  return (
    <search className="flex items-center gap-1 border-b border-line px-3 py-1">
      <Input
        type="search"
        autoFocus
        aria-label={said.label}
        placeholder={said.label}
        value={wanted}
        className="min-w-0 flex-1"
        onChange={({ target: { value } }) => {
          setWanted(value);
          setStep(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') go(event.shiftKey ? -1 : 1);
          else if (event.key === 'Escape') onClose();
          else return;
          event.preventDefault();
          // Escape would end the answer that is being made.
          event.stopPropagation();
        }}
      />
      <span role="status" className="shrink-0 px-1 text-sm text-muted">
        {state}
      </span>
      <IconButton label={said.before} disabled={found.length === 0} onClick={() => go(1)}>
        <ChevronUp size={18} aria-hidden />
      </IconButton>
      <IconButton label={said.after} disabled={found.length === 0} onClick={() => go(-1)}>
        <ChevronDown size={18} aria-hidden />
      </IconButton>
      <IconButton label={text.close} onClick={onClose}>
        <X size={18} aria-hidden />
      </IconButton>
    </search>
  );
}
