/** What a person asks: words, with the files in them, and pictures. */
export interface Question {
  text: string;
  /** As `data:` URLs. */
  images: readonly string[];
}

export const inWords = (text: string): Question => ({ text, images: [] });

export type QuestionContent =
  | string
  | ({ type: 'text'; text: string } | { type: 'image_url'; image_url: { url: string } })[];

/** As the API takes it. */
export function questionContent({ text, images }: Question): QuestionContent {
  if (images.length === 0) return text;
  return [
    ...(text === '' ? [] : [{ type: 'text' as const, text }]),
    ...images.map((url) => ({ type: 'image_url' as const, image_url: { url } })),
  ];
}
