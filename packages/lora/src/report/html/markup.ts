import { shownCharacters } from '../shown-characters.ts';

/** HTML that is safe to put into a page: made by `html` alone. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = Markup | string | number | readonly (Markup | string)[];

/** Writes HTML. Whatever is put in is escaped, for content and for attributes in double quotes, unless `html` made it. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(strings.reduce((text, string, place) => text + write(values[place - 1]!) + string));
}

function write(value: Value): string {
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object')
    return value.map((part) => (part instanceof Markup ? part.text : escape(part))).join('');
  return escape(String(value));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return shownCharacters(text).replaceAll(/[&<>"']/g, (character) => entities[character]!);
}
