import { memo, useEffect, useMemo, useState, type ReactElement } from 'react';
import { CodeBlock } from './code-block.tsx';
import { codeOf } from './code-fence.ts';
import { growingElements } from './elements.tsx';
import { LongTable } from './long-table.tsx';
import { mayHaveMaths } from './maths.ts';
import { readAs, readMarkdown, type MathsPlugins } from './read-markdown.tsx';
import { splitBlocks } from './split-blocks.ts';
import { tableParts } from './table-parts.ts';

/** Characters of a block; a formula of more would take longer than a person waits. */
const longestMaths = 4000;

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
  return isWanted ? loaded : undefined;
}

const Block = memo(function Block({ markdown, isGrowing }: { markdown: string; isGrowing: boolean }): ReactElement {
  const plugins = useMaths(markdown.length <= longestMaths && mayHaveMaths(markdown));
  const code = codeOf(markdown);
  if (code) return <CodeBlock {...code} isGrowing={isGrowing} />;
  const parts = tableParts(markdown);
  if (parts) return <LongTable parts={parts} />;
  return isGrowing ? readAs(markdown, plugins, growingElements) : readMarkdown(markdown, plugins);
});

/**
 * What a model wrote, as elements. HTML in it is shown as it was written, never made into elements; nothing is fetched for
 * it. `isGrowing`: more of it is to come.
 */
export function Markdown({ text, isGrowing = false }: { text: string; isGrowing?: boolean }): ReactElement {
  const blocks = useMemo(() => splitBlocks(text), [text]);
  return (
    <div className="written leading-relaxed">
      {blocks.map((block, index) => (
        // Blocks are only ever added, at the end.
        // oxlint-disable-next-line react/no-array-index-key
        <Block key={index} markdown={block} isGrowing={isGrowing && index === blocks.length - 1} />
      ))}
    </div>
  );
}
