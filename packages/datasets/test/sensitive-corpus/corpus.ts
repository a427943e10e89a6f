import type { Finding } from '../../src/redaction/finding.ts';
import type { SensitiveType } from '../../src/redaction/sensitive-types.ts';
import { drawnNegatives } from './drawn-negatives.ts';
import { hardNegatives } from './hard-negatives.ts';
import { nationalId } from './national-id-values.ts';
import { email, iban, ipAddress, password, paymentCard, phone } from './personal-values.ts';
import { RandomValues } from './random-values.ts';
import { apiKey, jwt, privateKey, secret } from './secret-values.ts';
import { sentences } from './sentences.ts';

/** A text and what is sensitive in it. */
export interface LabelledText {
  language: string;
  text: string;
  spans: Omit<Finding, 'confidence'>[];
}

type Draw = (random: RandomValues, language: string) => string;

const slots: Readonly<Record<string, readonly [type: SensitiveType, draw: Draw]>> = {
  email: ['email', email],
  phone: ['phone', phone],
  card: ['payment-card', paymentCard],
  iban: ['iban', iban],
  id: ['national-id', nationalId],
  ip: ['ip-address', ipAddress],
  key: ['api-key', apiKey],
  jwt: ['jwt', jwt],
  pem: ['private-key', privateKey],
  password: ['password', password],
  secret: ['secret', secret],
};

/** Constructed: every sentence filled `times` times with drawn values, and hard negatives, written and drawn. */
export function sensitiveCorpus(times = 12, seed = 20_260_503): LabelledText[] {
  const random = new RandomValues(seed);
  const filled = Object.entries(sentences).flatMap(([language, templates]) =>
    templates.flatMap((template) => Array.from({ length: times }, () => fill(template, language, random))),
  );
  const negatives = [...hardNegatives, ...drawnNegatives(random, times * 4)];
  return [...filled, ...negatives.map((text) => ({ language: 'none', text, spans: [] }))];
}

/** A slot is `{email}`; a value that is given `[[type|value]]`. */
function fill(template: string, language: string, random: RandomValues): LabelledText {
  const spans: LabelledText['spans'] = [];
  let text = '';
  let from = 0;
  for (const match of template.matchAll(/\{(?<slot>[a-z]+)\}|\[\[(?<given>[a-z-]+)\|(?<value>[^\]]+)\]\]/g)) {
    const { slot, given, value } = match.groups!;
    const [type, content] =
      slot === undefined ? [given as SensitiveType, value!] : [slots[slot]![0], slots[slot]![1](random, language)];
    text += template.slice(from, match.index);
    spans.push({ type, start: text.length, end: text.length + content.length });
    text += content;
    from = match.index + match[0].length;
  }
  return { language, text: text + template.slice(from), spans };
}
