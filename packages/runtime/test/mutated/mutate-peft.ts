import { below, cutOff, flipBits, pick, type Mutant, type RandomSource } from './mutant.ts';

const numbers = ['0', '-1', '1e308', '9007199254740993', '1.5', 'null', '"8"', '[]', '{}', '4294967296', '"NaN"'];
const texts = [
  '"../../../../etc/passwd"',
  '""',
  'null',
  '7',
  '[]',
  `"${'a'.repeat(100_000)}"`,
  '"\\u0000"',
  '"__proto__"',
];

/** Breaks `adapter_config.json`. */
export function mutatePeftConfig(text: string, random: RandomSource): Mutant {
  const bytes = Buffer.from(text);
  const way = random();
  if (way < 0.1) return cutOff(bytes, bytes.length, random);
  if (way < 0.2) return flipBits(bytes, bytes.length, random);
  if (way < 0.25) return { name: 'brackets', bytes: Buffer.from('['.repeat(100_000)) };
  if (way < 0.3) return { name: 'an empty file', bytes: Buffer.alloc(0) };
  if (way < 0.35) return { name: 'a list', bytes: Buffer.from('[1, 2]') };
  const config = JSON.parse(text) as Record<string, unknown>;
  const key = pick(random, [
    ...Object.keys(config),
    '__proto__',
    'rank_pattern',
    'alpha_pattern',
    'use_dora',
    'use_rslora',
    'modules_to_save',
    'bias',
    'layers_to_transform',
  ]);
  const value = pick(random, [...numbers, ...texts]);
  const rest = Object.entries(config).filter(([name]) => name !== key);
  const fields = [
    ...rest.map(([name, own]) => `${JSON.stringify(name)}: ${JSON.stringify(own)}`),
    `"${key}": ${value}`,
  ];
  return { name: `${key} is ${value.slice(0, 30)}`, bytes: Buffer.from(`{${fields.join(', ')}}`) };
}

type Entry = { dtype: unknown; shape: unknown; data_offsets: unknown };

/** Breaks a safetensors file: its header's length, its JSON, a tensor's type, shape or place, or its bytes. */
export function mutateSafetensors(file: Buffer, random: RandomSource): Mutant {
  const length = Number(file.readBigUInt64LE(0));
  const way = random();
  if (way < 0.15) return flipBits(file, 8 + length, random);
  if (way < 0.25) return cutOff(file, random() < 0.5 ? 8 + length : file.length, random);
  if (way < 0.4) {
    const copy = Buffer.from(file);
    const value = pick(random, [
      0n,
      1n,
      7n,
      BigInt(length - 1),
      BigInt(length + 1),
      1n << 31n,
      1n << 40n,
      1n << 63n,
      (1n << 64n) - 1n,
    ]);
    copy.writeBigUInt64LE(value, 0);
    return { name: `a header of ${value} bytes`, bytes: copy };
  }
  const header = JSON.parse(file.toString('utf8', 8, 8 + length)) as Record<string, Entry>;
  const names = Object.keys(header).filter((name) => name !== '__metadata__');
  const name = pick(random, names);
  const entry = header[name]!;
  const change = pick<() => string>(random, [
    () => `dtype ${String((entry.dtype = pick(random, ['F64', 'I8', 'BOOL', 'F8_E4M3', 'nonsense', 7, null])))}`,
    () =>
      `shape ${JSON.stringify((entry.shape = pick<unknown>(random, [[], [0], [-1, 4], [1.5, 2], [2 ** 53, 2 ** 53], [4], 'x', null, Array.from({ length: 1000 }, () => 1)])))}`,
    () =>
      `offsets ${JSON.stringify((entry.data_offsets = pick<unknown>(random, [[0, 0], [-1, 4], [4, 0], [0, 2 ** 53], [2 ** 40, 2 ** 41], [0.5, 1.5], [0], 'x', null])))}`,
    () => {
      delete header[name];
      return 'is missing';
    },
    () => {
      header[pick(random, ['__proto__', '', '../x', 'a'.repeat(70_000), 'base_model.model.lm_head.lora_A.weight'])] =
        entry;
      return 'has another name, too';
    },
    () => {
      header['__metadata__'] = pick<unknown>(random, [null, 7, [], { a: {} }]) as Entry;
      return 'is beside odd metadata';
    },
    () => {
      for (const other of names) header[other]!.data_offsets = entry.data_offsets;
      return 'is where all are';
    },
  ])();
  const json = Buffer.from(JSON.stringify(header));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(json.length));
  return { name: `${name}: ${change.slice(0, 60)}`, bytes: Buffer.concat([size, json, file.subarray(8 + length)]) };
}

/** One of both files of a PEFT folder. */
export const mutatesConfig = (random: RandomSource): boolean => below(random, 2) === 0;
