import { Check, Copy } from 'lucide-react';
import { useEffect, useState, type ReactElement } from 'react';
import { text } from '../../text/text.ts';
import { IconButton } from '../../ui/button.tsx';
import { withVisibleMarks } from '../visible-text.ts';
import { useCut } from './as-written.tsx';

const copiedMs = 2000;

export function CopyButton({ content, label }: { content: string; label: string }): ReactElement {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), copiedMs);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <IconButton
      label={isCopied ? text.chat.copied : label}
      onClick={() => void navigator.clipboard.writeText(content).then(() => setCopied(true))}
    >
      {isCopied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
    </IconButton>
  );
}

/** `isGrowing`: more of it is to come, so that colours would be computed for nothing. */
export function CodeBlock({
  code,
  language,
  isGrowing,
}: {
  code: string;
  language: string;
  isGrowing: boolean;
}): ReactElement {
  const [coloured, setColoured] = useState<ReactElement>();
  const { cut, more } = useCut(code);
  useEffect(() => {
    if (isGrowing || language === '') return;
    let isWanted = true;
    const load = async (): Promise<void> => {
      const { highlight } = await import('./highlight.tsx');
      if (isWanted) setColoured(highlight(withVisibleMarks(code), language));
    };
    void load();
    return () => {
      isWanted = false;
    };
  }, [code, language, isGrowing]);
  return (
    <figure className="my-3 overflow-hidden rounded-xl border border-line bg-panel">
      <figcaption className="flex items-center justify-between border-b border-line pr-1 pl-3 text-xs text-muted">
        {language || 'text'}
        <CopyButton content={code} label={text.chat.copyCode} />
      </figcaption>
      <pre tabIndex={0} className="overflow-x-auto p-3 text-sm leading-relaxed">
        <code>{coloured ?? withVisibleMarks(cut)}</code>
      </pre>
      {more}
    </figure>
  );
}
