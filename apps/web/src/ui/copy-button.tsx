import { Check, Copy } from 'lucide-react';
import { useEffect, useState, type ReactElement } from 'react';
import { text } from '../text/text.ts';
import { IconButton } from './button.tsx';
import { notifyProblem } from './notices.ts';

const shownMs = 2000;

/** Puts `value` into the clipboard. `label` says what is copied. */
export function CopyButton({ value, label = text.copy }: { value: string; label?: string }): ReactElement {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), shownMs);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = (): void => {
    navigator.clipboard.writeText(value).then(() => setCopied(true), notifyProblem);
  };
  return (
    <IconButton label={isCopied ? text.copied : label} onClick={copy}>
      {isCopied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
    </IconButton>
  );
}
