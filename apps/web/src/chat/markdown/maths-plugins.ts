import 'katex/dist/katex.min.css';
import rehypeKatex from 'rehype-katex';
import remarkMath from 'remark-math';

/** Loaded when the first formula is to be shown. */
export const remarkMaths = [remarkMath, { singleDollarTextMath: false }] as const;
/** Formulas are limited, and may neither link nor style; wrong ones are shown as they were written. */
export const rehypeMaths = [rehypeKatex, { trust: false, maxExpand: 200, maxSize: 20, strict: 'ignore' }] as const;
