import type { ReactElement } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { AsWritten } from './as-written.tsx';
import { isBeyondReason } from './beyond-reason.ts';
import { elements, safeUrl } from './elements.tsx';
import { withOneDelimiter } from './maths.ts';

export type MathsPlugins = typeof import('./maths-plugins.ts');

/** Characters of the blocks whose elements are kept: those of an answer that is drawn again, as after a scroll. */
const mostKept = 1_000_000;
const kept = new Map<string, ReactElement>();
let keptSize = 0;

/** One block of markdown as elements; as it was written where it is too much for the parser, or fails it. */
export function readMarkdown(block: string, plugins: MathsPlugins | undefined): ReactElement {
  const key = `${plugins ? 'm' : ''}:${block}`;
  const known = kept.get(key);
  if (known) return known;
  const read = readAs(block, plugins, elements);
  keep(key, read);
  return read;
}

/** As `readMarkdown`, with these elements, and for once. */
export function readAs(block: string, plugins: MathsPlugins | undefined, components: Components): ReactElement {
  if (isBeyondReason(block)) return <AsWritten content={block} />;
  try {
    // It is a function without state: called here, what it throws is caught, and what it makes can be kept.
    return ReactMarkdown({
      remarkPlugins: plugins ? [remarkGfm, [...plugins.remarkMaths]] : [remarkGfm],
      rehypePlugins: plugins ? [[...plugins.rehypeMaths]] : [],
      components,
      urlTransform: safeUrl,
      children: plugins ? withOneDelimiter(block) : block,
    });
  } catch {
    return <AsWritten content={block} />;
  }
}

function keep(key: string, read: ReactElement): void {
  kept.set(key, read);
  keptSize += key.length;
  for (const oldest of kept.keys()) {
    if (keptSize <= mostKept) return;
    kept.delete(oldest);
    keptSize -= oldest.length;
  }
}
