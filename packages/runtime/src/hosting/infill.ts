import type { InfillPrompt } from '@tuneloop/protocol';
import type { PromptSegment } from '../template/index.ts';

/** Texts of the control tokens for filling in the middle. */
export interface InfillMarkup {
  prefix: string;
  suffix: string;
  middle: string;
  /** Before the name of a repository and of each file, in models that were trained on whole repositories. */
  repository?: string | undefined;
  file?: string | undefined;
}

const repositoryName = 'project';

/**
 * Prefix, suffix, then the gap; other files before them. Without control tokens of their own they stand in the prefix,
 * under their names.
 *
 * Source: https://arxiv.org/abs/2207.14255 (PSM order), https://github.com/QwenLM/Qwen2.5-Coder#3-file-level-code-completion-fill-in-the-middle
 */
export function infillSegments(prompt: InfillPrompt, markup: InfillMarkup): PromptSegment[] {
  const { files = [], prefix, suffix } = prompt;
  const control = (text: string): PromptSegment => ({ text, control: true });
  // What people wrote cannot become a control token.
  const plain = (text: string): PromptSegment => ({ text, control: false });
  const segments: PromptSegment[] = [];
  let inPrefix = '';
  if (markup.file === undefined) {
    inPrefix = files.map(({ name, text }) => `${name}\n${text}\n\n`).join('');
  } else if (files.length > 0) {
    if (markup.repository !== undefined) segments.push(control(markup.repository), plain(`${repositoryName}\n`));
    for (const { name, text } of files) segments.push(control(markup.file), plain(`${name}\n${text}\n`));
    segments.push(control(markup.file), plain('current\n'));
  }
  segments.push(control(markup.prefix), plain(inPrefix + prefix), control(markup.suffix), plain(suffix));
  return [...segments, control(markup.middle)].filter(({ text }) => text !== '');
}
