import type { ComponentProps, ReactElement } from 'react';
import type { Components } from 'react-markdown';
import { text } from '../../text/text.ts';
import { CodeBlock } from './code-block.tsx';

/** Pages elsewhere and addresses of mail: nothing that runs, and nothing within this app. */
export function safeUrl(url: string): string {
  return /^(?:https?:\/\/|mailto:)/i.test(url.trim()) ? url : '';
}

function SafeLink({ href, children }: ComponentProps<'a'>): ReactElement {
  if (!href) return <span>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" className="text-accent underline" title={href}>
      {children}
    </a>
  );
}

/** An image is never fetched: that would tell its server that somebody reads this. */
function NamedImage({ alt, src }: ComponentProps<'img'>): ReactElement {
  const name = text.chat.image(alt || 'image');
  return <SafeLink href={typeof src === 'string' ? src : undefined}>{name}</SafeLink>;
}

export function TableFrame({ children }: ComponentProps<'table'>): ReactElement {
  return (
    <div tabIndex={0} role="group" className="my-3 max-w-full overflow-x-auto rounded-lg border border-line">
      <table className="w-full border-collapse text-sm">{children}</table>
    </div>
  );
}

const cell = 'border-b border-line px-3 py-1.5 text-left align-top';

/** Code in a line, or a block of its own. `isGrowing`: more of it may be to come. */
function codeElement(isGrowing: boolean): NonNullable<Components['code']> {
  return ({ className, children, node }) => {
    const isInline = node?.position?.start.line === node?.position?.end.line && className === undefined;
    const code = typeof children === 'string' ? children : '';
    if (isInline && !code.endsWith('\n')) {
      return <code className="rounded bg-panel px-1 py-0.5 text-[0.9em] break-words">{children}</code>;
    }
    const language = /language-(\S+)/.exec(className ?? '')?.[1] ?? '';
    return <CodeBlock code={code.replace(/\n$/, '')} language={language} isGrowing={isGrowing} />;
  };
}

/** How the elements of an answer look. Its headings are below those of the page. */
export const elements: Components = {
  a: SafeLink,
  img: NamedImage,
  table: TableFrame,
  pre: ({ children }) => <>{children}</>,
  code: codeElement(false),
  th: ({ children }) => <th className={`${cell} bg-panel font-semibold`}>{children}</th>,
  td: ({ children }) => <td className={cell}>{children}</td>,
  p: ({ children }) => <p className="my-2 break-words">{children}</p>,
  ul: ({ children }) => <ul className="my-2 list-disc space-y-1 pl-6">{children}</ul>,
  ol: ({ children, start }) => (
    <ol start={start} className="my-2 list-decimal space-y-1 pl-6">
      {children}
    </ol>
  ),
  h1: ({ children }) => <h2 className="mt-4 mb-2 text-xl font-semibold">{children}</h2>,
  h2: ({ children }) => <h3 className="mt-4 mb-2 text-lg font-semibold">{children}</h3>,
  h3: ({ children }) => <h4 className="mt-3 mb-1 font-semibold">{children}</h4>,
  h4: ({ children }) => <h5 className="mt-3 mb-1 font-semibold">{children}</h5>,
  blockquote: ({ children }) => (
    <blockquote className="my-2 border-l-4 border-line pl-3 text-muted">{children}</blockquote>
  ),
  hr: () => <hr className="my-4 border-line" />,
  input: ({ checked }) => <span>{checked ? '☑ ' : '☐ '}</span>,
};

/** As `elements`, of a block of which more is to come. */
export const growingElements: Components = { ...elements, code: codeElement(true) };
