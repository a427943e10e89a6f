import type {
  ComparisonChoice,
  Interaction,
  InteractionQuery,
  JudgedInteraction,
  Message,
  Rating,
} from '@tuneloop/protocol';

/** ISO 8601, some seconds after a fixed moment. */
export function timeAt(seconds: number): string {
  return new Date(Date.UTC(2026, 0, 5) + seconds * 1000).toISOString();
}

export const user = (content: string): Message => ({ role: 'user', content });
export const assistant = (content: string): Message => ({ role: 'assistant', content });
export const system = (content: string): Message => ({ role: 'system', content });

export interface MadeInteraction extends Partial<Omit<Interaction, 'prompt' | 'output'>> {
  id: string;
  /** In seconds. */
  at?: number;
  prompt?: string | Message[];
  answer?: string;
  output?: Interaction['output'];
}

/** An interaction that went well, unless told otherwise. */
export function interaction({ at = 0, prompt = 'Hello?', answer = 'Hi.', ...rest }: MadeInteraction): Interaction {
  return {
    request: rest.id,
    step: 0,
    choice: 0,
    time: timeAt(at),
    model: 'smollm2',
    backend: 'scripted',
    adapters: [],
    prompt: { type: 'messages', messages: typeof prompt === 'string' ? [user(prompt)] : prompt },
    output: { content: answer },
    settings: {},
    finishReason: 'stop',
    tags: [],
    ...rest,
  };
}

let made = 0;

export function rating(of: string, value: Partial<Rating>): Rating {
  made += 1;
  return { id: `r${made}`, interaction: of, time: timeAt(1000 + made), author: 'ann', source: 'api', ...value };
}

export function choice(
  comparison: string,
  /** Id of a draft, `tie` or `both-bad`. */
  preferred: string,
  more: Partial<ComparisonChoice> = {},
): ComparisonChoice {
  made += 1;
  const outcome = preferred === 'tie' || preferred === 'both-bad' ? preferred : 'preferred';
  return {
    id: `c${made}`,
    comparison,
    time: timeAt(1000 + made),
    author: 'ann',
    source: 'web',
    outcome,
    ...(outcome === 'preferred' && { preferred }),
    ...more,
  };
}

/** An interaction with what was said of it: a thumb, a score, several of either, or whole ratings and choices. */
export function judged(
  about: MadeInteraction,
  said: { ratings?: Partial<Rating>[]; choices?: ComparisonChoice[] } | 'up' | 'down' | number = {},
): JudgedInteraction {
  const { ratings = [], choices = [] } =
    typeof said === 'object'
      ? said
      : { ratings: [typeof said === 'number' ? { score: said } : { thumb: said }], choices: [] };
  return { interaction: interaction(about), ratings: ratings.map((value) => rating(about.id, value)), choices };
}

/** A log of these, which notes what it was asked for. */
export function madeLog(records: JudgedInteraction[] | (() => Iterable<JudgedInteraction>)): {
  asked: InteractionQuery[];
  records: (query: InteractionQuery) => AsyncIterable<JudgedInteraction>;
} {
  const asked: InteractionQuery[] = [];
  return {
    asked,
    records: async function* (query) {
      asked.push(query);
      yield* typeof records === 'function' ? records() : records;
    },
  };
}
