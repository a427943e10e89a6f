import { ggufFields, type GgufField } from './gguf-fields.ts';
import { below, cutOff, flipBits, pick, type Mutant, type RandomSource } from './mutant.ts';

/** Where sizes overflow, turn negative, or make a program ask for all the memory there is. */
const extremes = [0n, 1n, 0x7fn, 0xffn, 0xffffn, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn, 1n << 40n, (1n << 53n) + 1n];
const wideExtremes = [...extremes, 1n << 62n, (1n << 63n) - 1n, 1n << 63n, (1n << 64n) - 1n];

/** Templates of chats that never end, or grow without bounds, or reach for what is not theirs. */
export const hostileTemplates: readonly string[] = [
  '{% for a in range(1000000000) %}x{% endfor %}',
  '{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}',
  '{% set ns = namespace(x="aaaaaaaaaaaaaaaa") %}{% for a in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}{{ ns.x }}',
  '{% macro f(x) %}{{ f(x) }}{{ f(x) }}{% endmacro %}{{ f(1) }}',
  `${'{% if true %}'.repeat(20_000)}x${'{% endif %}'.repeat(20_000)}`,
  `{{ ${'('.repeat(50_000)}1${')'.repeat(50_000)} }}`,
  '{{ "a" * 1000000000 }}',
  '{{ "".constructor.constructor("return process")().exit(1) }}',
  '{{ messages.__proto__.polluted }}{{ messages.constructor.prototype }}',
  '{{ raise_exception("no") }}',
  '{{ messages[0].content.replace("a", "b" * 100) }}',
  '{{ undefined_function() }}',
  '{% for message in messages %}',
  '{{',
  '{{ "a" | tojson(indent=100000000) }}',
  '{{ (1 / 0) | string }}{{ [1,2,3] | join("x" * 10) }}',
  '\uFFFD\u0000{{ messages }}',
  '{{ messages | tojson * 1000 }}',
];

/** Breaks a whole file in one of many ways; the same way for the same numbers. */
export function mutateGguf(file: Buffer, random: RandomSource): Mutant {
  const { fields, headerEnd } = ggufFields(file);
  const way = random();
  if (way < 0.15) return flipBits(file, headerEnd, random);
  if (way < 0.2) return flipBits(file, file.length, random);
  if (way < 0.28) return cutOff(file, random() < 0.7 ? headerEnd : file.length, random);
  if (way < 0.33) return duplicate(file, fields, random);
  if (way < 0.36)
    return { name: 'garbage at the end', bytes: Buffer.concat([file, Buffer.alloc(1 + below(random, 5000), 0xa5)]) };
  if (way < 0.4)
    return {
      name: 'zeros for the header',
      bytes: Buffer.concat([file.subarray(0, 24), Buffer.alloc(file.length - 24)]),
    };
  if (way < 0.5 && fields.some(({ of }) => of === 'tokenizer.chat_template'))
    return replaceTemplate(file, fields, random);
  return stretchField(file, fields, random);
}

/** One number, or two, to an extreme. */
function stretchField(file: Buffer, fields: readonly GgufField[], random: RandomSource): Mutant {
  const copy = Buffer.from(file);
  const kinds = [...new Set(fields.map(({ kind }) => kind))];
  const changes = Array.from({ length: random() < 0.8 ? 1 : 2 }, () => {
    // Else nearly all would be dimensions of tensors.
    const kind = pick(random, kinds);
    const field = pick(
      random,
      fields.filter((one) => one.kind === kind),
    );
    if (field.bytes === 8) {
      const value = pick(random, wideExtremes);
      copy.writeBigUInt64LE(value, field.at);
      return `${kind} of ${field.of || 'the file'} is ${value}`;
    }
    const value = Number(pick(random, extremes) & 0xffff_ffffn);
    copy.writeUInt32LE(value, field.at);
    return `${kind} of ${field.of || 'the file'} is ${value}`;
  });
  return { name: changes.join(', '), bytes: copy };
}

/** A tensor takes another's name, if it is as long, or its place. */
function duplicate(file: Buffer, fields: readonly GgufField[], random: RandomSource): Mutant {
  const copy = Buffer.from(file);
  const names = fields.filter(({ kind }) => kind === 'name length');
  const one = pick(random, names);
  const same = names.filter((other) => other !== one && other.of.length === one.of.length);
  const other = same.length > 0 ? pick(random, same) : undefined;
  if (other) {
    copy.write(one.of, other.at + 8);
    return { name: `two tensors called ${one.of}`, bytes: copy };
  }
  const offsets = fields.filter(({ kind }) => kind === 'offset');
  for (const { at } of offsets) copy.writeBigUInt64LE(0n, at);
  return { name: 'all tensors in one place', bytes: copy };
}

function replaceTemplate(file: Buffer, fields: readonly GgufField[], random: RandomSource): Mutant {
  const { at } = fields.find(({ kind, of }) => kind === 'text length' && of === 'tokenizer.chat_template')!;
  const template = pick(random, hostileTemplates);
  return { name: `template ${template.slice(0, 60)}`, bytes: withText(file, at, template, fields) };
}

/** The weights have to begin at a multiple of 32. */
function withText(file: Buffer, at: number, value: string, fields: readonly GgufField[]): Buffer {
  const headerEnd = Math.max(...fields.map((field) => field.at + field.bytes));
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  const old = Number(file.readBigUInt64LE(at));
  const head = Buffer.concat([file.subarray(0, at), length, bytes, file.subarray(at + 8 + old, headerEnd)]);
  const weights = file.subarray(Math.ceil(headerEnd / 32) * 32);
  return Buffer.concat([head, Buffer.alloc((32 - (head.length % 32)) % 32), weights]);
}

/** The file with this chat template, which it must not have yet. */
export function addTemplate(file: Buffer, template: string): Buffer {
  const { fields } = ggufFields(file);
  const values = fields.find(({ kind }) => kind === 'value count')!;
  const firstTensor = fields.find(({ kind }) => kind === 'name length')!;
  const key = Buffer.from('tokenizer.chat_template');
  const head = Buffer.from(file.subarray(0, firstTensor.at));
  head.writeBigUInt64LE(head.readBigUInt64LE(values.at) + 1n, values.at);
  const entry = Buffer.concat([lengthOf(key), key, Buffer.from([8, 0, 0, 0]), lengthOf(Buffer.alloc(0))]);
  const { headerEnd } = ggufFields(file);
  const weights = file.subarray(Math.ceil(headerEnd / 32) * 32);
  const table = file.subarray(firstTensor.at, headerEnd);
  const longer = Buffer.concat([head, entry, table]);
  const whole = Buffer.concat([longer, Buffer.alloc((32 - (longer.length % 32)) % 32), weights]);
  const added = ggufFields(whole).fields;
  const text = added.find(({ kind, of }) => kind === 'text length' && of === 'tokenizer.chat_template')!;
  return withText(whole, text.at, template, added);
}

function lengthOf(bytes: Buffer): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  return length;
}
