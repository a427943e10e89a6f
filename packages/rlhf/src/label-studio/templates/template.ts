import { element } from './markup.ts';

/** What annotators are asked for. */
export type TemplateKind = 'pairwise' | 'rating' | 'correction';

export const templateKinds: readonly TemplateKind[] = ['pairwise', 'rating', 'correction'];

/** The names of the controls, by which annotations are read again. */
export const controls = {
  preference: 'preference',
  score: 'score',
  correction: 'correction',
  comment: 'comment',
} as const;

/** The outcomes of a comparison: what annotations say, and what annotators see. */
export const preferences = {
  left: 'Left is better',
  right: 'Right is better',
  tie: 'Both are equally good',
  both_bad: 'Both are bad',
} as const;

export type Preference = keyof typeof preferences;

/** The template of a project, in Label Studio's XML (https://labelstud.io/tags). Data is shown as plain text. */
export function labelStudioTemplate(kind: TemplateKind): string {
  const answer = kind === 'pairwise' ? 'left' : 'answer';
  return element('View', {}, header('Prompt'), text('prompt', '$prompt'), ...asked[kind](), comment(answer));
}

const asked: Readonly<Record<TemplateKind, () => string[]>> = {
  pairwise: () => [
    element(
      'View',
      { style: 'display: flex; gap: 16px;' },
      element('View', { style: 'flex: 1 1 0; min-width: 0;' }, header('Left'), text('left', '$left')),
      element('View', { style: 'flex: 1 1 0; min-width: 0;' }, header('Right'), text('right', '$right')),
    ),
    element(
      'Choices',
      { name: controls.preference, toName: 'left', choice: 'single', required: 'true', showInline: 'true' },
      ...Object.entries(preferences).map(([alias, value], index) =>
        element('Choice', { value, alias, hotkey: String(index + 1) }),
      ),
    ),
  ],
  rating: () => [
    header('Answer'),
    text('answer', '$answer'),
    element('Rating', { name: controls.score, toName: 'answer', maxRating: '5', required: 'true' }),
  ],
  correction: () => [
    header('Answer'),
    text('answer', '$answer'),
    header('The answer as it should be'),
    element('TextArea', {
      name: controls.correction,
      toName: 'answer',
      value: '$answer',
      maxSubmissions: '1',
      editable: 'true',
      required: 'true',
      rows: '10',
    }),
  ],
};

function header(value: string): string {
  return element('Header', { value, size: '5' });
}

function text(name: string, value: string): string {
  return element('Text', { name, value, valueType: 'text' });
}

function comment(toName: string): string {
  const placeholder = 'Why? (may be left empty)';
  return element('TextArea', { name: controls.comment, toName, placeholder, maxSubmissions: '1', rows: '2' });
}
