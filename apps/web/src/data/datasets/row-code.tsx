import { useEffect, useState, type ReactElement } from 'react';

/** JSON in colours, with long lines broken: what people want to read of a row are its texts. */
export function RowCode({ json, label }: { json: string; label: string }): ReactElement {
  const [coloured, setColoured] = useState<{ of: string; shown: ReactElement }>();
  useEffect(() => {
    let isWanted = true;
    const load = async (): Promise<void> => {
      const { highlight } = await import('../../chat/markdown/highlight.tsx');
      const shown = highlight(json, 'json');
      if (isWanted && shown) setColoured({ of: json, shown });
    };
    void load();
    return () => {
      isWanted = false;
    };
  }, [json]);
  return (
    <pre
      tabIndex={0}
      aria-label={label}
      role="region"
      className="max-h-80 overflow-auto rounded-xl border border-line bg-panel p-3 text-xs leading-relaxed break-words whitespace-pre-wrap"
    >
      <code>{coloured?.of === json ? coloured.shown : json}</code>
    </pre>
  );
}
