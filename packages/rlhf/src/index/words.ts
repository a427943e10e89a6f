import {
  textOf,
  TuneloopError,
  type Interaction,
  type JudgedInteraction,
  type Message,
  type Prompt,
} from '@tuneloop/protocol';

/** Scripts that are written without spaces: each character counts as a word. */
const unspaced = /[\u0E00-\u0E7F\u2E80-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF]/g;

/** More of one interaction's text is not looked into, in characters. */
const maxText = 200_000;

/** The text of an interaction that a search looks into. */
export function textOfInteraction({ prompt, output }: Interaction): string {
  const parts = [prompt && textOfPrompt(prompt), output?.content, output?.reasoning];
  for (const call of output?.toolCalls ?? []) parts.push(call.name, call.arguments);
  return parts.filter((part) => part !== undefined && part !== '').join('\n');
}

function textOfPrompt(prompt: Prompt): string {
  switch (prompt.type) {
    case 'messages':
      return prompt.messages.map(textOfMessage).join('\n');
    case 'text':
      return prompt.text;
    case 'infill':
      return `${prompt.prefix}\n${prompt.suffix}`;
    case 'tokens':
      return '';
  }
}

function textOfMessage(message: Message): string {
  const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : [];
  return [textOf(message.content), ...calls.map(({ name, arguments: text }) => `${name} ${text}`)].join('\n');
}

/** As it goes into the index of words. */
export function indexedText(text: string): string {
  return text.slice(0, maxText).replaceAll(unspaced, ' $& ');
}

/** The words of a search, each a query of FTS5 for just that word. Errors: `INVALID_REQUEST` when there are none. */
export function wordQueries(text: string): string[] {
  return searchedWords(text).map((word) => `"${word}"`);
}

/** The same search without FTS5: whether everything that is looked for stands in what was asked, answered or said. */
export function holdsWords(text: string): (judged: JudgedInteraction) => boolean {
  const wanted = searchedWords(text).map(folded);
  return ({ interaction, ratings }) => {
    const said = ratings.flatMap(({ comment, correction }) => [comment ?? '', correction ?? '']);
    const words = new Set(wordsOf([textOfInteraction(interaction), ...said].join('\n')).map(folded));
    return wanted.every((word) => words.has(word));
  };
}

function searchedWords(text: string): string[] {
  const words = [...new Set(wordsOf(text))];
  if (words.length > 0) return words;
  throw new TuneloopError('INVALID_REQUEST', `text must hold a word, not ${JSON.stringify(text.slice(0, 100))}.`);
}

function wordsOf(text: string): string[] {
  return text.replaceAll(unspaced, ' $& ').match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu) ?? [];
}

/** Without marks and case, as the tokenizer `unicode61 remove_diacritics 2` sees it. */
function folded(word: string): string {
  return word.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
