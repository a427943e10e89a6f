import { toJsxRuntime } from 'hast-util-to-jsx-runtime';
import { common, createLowlight } from 'lowlight';
import type { ReactElement } from 'react';
import { Fragment, jsx, jsxs } from 'react/jsx-runtime';

const lowlight = createLowlight(common);
/** Characters; more would take longer than a frame. */
const longest = 20_000;

/** Code in colours, as elements; `undefined` for a language that is not known. Loaded when the first code is shown. */
export function highlight(code: string, language: string): ReactElement | undefined {
  if (!lowlight.registered(language) || code.length > longest) return undefined;
  return toJsxRuntime(lowlight.highlight(language, code), { Fragment, jsx, jsxs });
}
