import { memo, useEffect, useMemo, useState, type ReactElement } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { CodeBlock } from './code-block.tsx';
import { elements, safeUrl } from './elements.tsx';
import { mayHaveMaths, withOneDelimiter } from './maths.ts';
import { splitBlocks } from './split-blocks.ts';

type MathsPlugins = typeof import('./maths-plugins.ts');

let maths: MathsPlugins | undefined;

/** The renderer of maths, once it is wanted and has been loaded. */
function useMaths(isWanted: boolean): MathsPlugins | undefined {
  const [loaded, setLoaded] = useState(maths);
  useEffect(() => {
    if (!isWanted || loaded) return;
    const load = async (): Promise<void> => {
      maths = await import('./maths-plugins.ts');
      setLoaded(maths);
    };
    void load();
  }, [isWanted, loaded]);
  return loaded;
}

function elementsFor(isGrowing: boolean): Components {
  return {
    ...elements,
    pre: ({ children }) => <>{children}</>,
    code: ({ className, children, node }) => {
      const isInline = node?.position?.start.line === node?.position?.end.line && className === undefined;
      const code = typeof children === 'string' ? children : '';
      if (isInline && !code.endsWith('\n')) {
        return <code className="rounded bg-panel px-1 py-0.5 text-[0.9em] break-words">{children}</code>;
      }
      const language = /language-(\S+)/.exec(className ?? '')?.[1] ?? '';
      return <CodeBlock code={code.replace(/\n$/, '')} language={language} isGrowing={isGrowing} />;
    },
  };
}

const whole = elementsFor(false);
const growing = elementsFor(true);

const Block = memo(function Block({ markdown, isGrowing }: { markdown: string; isGrowing: boolean }): ReactElement {
  const plugins = useMaths(mayHaveMaths(markdown));
  return (
    <ReactMarkdown
      remarkPlugins={plugins ? [remarkGfm, [...plugins.remarkMaths]] : [remarkGfm]}
      rehypePlugins={plugins ? [[...plugins.rehypeMaths]] : []}
      components={isGrowing ? growing : whole}
      urlTransform={safeUrl}
    >
      {plugins ? withOneDelimiter(markdown) : markdown}
    </ReactMarkdown>
  );
});

/**
 * What a model wrote, as elements. HTML in it is shown as it was written, never made into elements; nothing is fetched for
 * it. `isGrowing`: more of it is to come.
 */
export function Markdown({ text, isGrowing = false }: { text: string; isGrowing?: boolean }): ReactElement {
  const blocks = useMemo(() => splitBlocks(text), [text]);
  return (
    <div className="leading-relaxed">
      {blocks.map((block, index) => (
        // Blocks are only ever added, at the end.
        // oxlint-disable-next-line react/no-array-index-key
        <Block key={index} markdown={block} isGrowing={isGrowing && index === blocks.length - 1} />
      ))}
    </div>
  );
}
