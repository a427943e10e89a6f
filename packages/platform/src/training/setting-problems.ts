import { trainingConfigSchema } from '@tuneloop/lora/config';
import { z } from 'zod';
import { didYouMeanPath } from '../config/nearest-name.ts';

export interface SettingProblem {
  /** Such as `lora.rank`; empty where the settings are none at all. */
  setting: string;
  /** For people, beginning behind the name: `must be a whole number from 1 to 1024, not "x".` */
  message: string;
  /** It is right by itself, and cannot go together with others. */
  isCombination: boolean;
}

/** What is wrong with settings of a training, by themselves and together. */
export function settingProblems(settings: unknown): SettingProblem[] {
  const parsed = trainingConfigSchema.safeParse(settings);
  if (parsed.success) return [];
  const whole = settingsSchema();
  return parsed.error.issues.flatMap((issue): SettingProblem[] => {
    const setting = issue.path.join('.');
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => unknownSetting([...issue.path, key].join('.'), whole));
    }
    // What cannot go together says so itself.
    if (issue.code === 'custom') return [{ setting, message: `${issue.message}.`, isCombination: true }];
    const { schema, value } = follow(whole, settings, issue.path);
    const found = value === undefined ? '' : `, not ${shorten(JSON.stringify(value) ?? typeof value)}`;
    const message = schema ? `must be ${describe(schema)}${found}.` : `${issue.message}.`;
    return [{ setting, message, isCombination: false }];
  });
}

type Schema = z.core.JSONSchema.JSONSchema;

/** Made for messages alone. */
function settingsSchema(): Schema {
  return z.toJSONSchema(trainingConfigSchema, { io: 'input', unrepresentable: 'any' });
}

function unknownSetting(setting: string, whole: Schema): SettingProblem {
  const section = setting.split('.').slice(0, -1);
  const names = Object.keys(follow(whole, undefined, section).schema?.properties ?? {});
  const hint =
    didYouMeanPath(setting, pathsOf(whole)) || ` ${section.join('.') || 'A training'} has: ${names.join(', ')}.`;
  return { setting, message: `is no setting of a training.${hint}`, isCombination: false };
}

/** `lora`, `lora.rank`, … */
function pathsOf({ properties = {} }: Schema): string[] {
  return Object.entries(properties).flatMap(([name, inner]) => [
    name,
    ...(typeof inner === 'object' ? pathsOf(inner).map((path) => `${name}.${path}`) : []),
  ]);
}

/** What is wanted at a place, and what is there. */
function follow(
  whole: Schema,
  settings: unknown,
  path: readonly PropertyKey[],
): { schema: Schema | undefined; value: unknown } {
  let schema: Schema | undefined = whole;
  let value = settings;
  for (const key of path) {
    const inner: unknown = typeof key === 'number' ? schema?.items : schema?.properties?.[String(key)];
    schema = typeof inner === 'object' && inner !== null ? (inner as Schema) : undefined;
    value = typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined;
  }
  return { schema, value };
}

function describe(schema: Schema): string {
  const { type, enum: values, const: only, anyOf, oneOf, pattern, properties } = schema;
  const alternatives = anyOf ?? oneOf;
  if (alternatives) return alternatives.map((one) => describe(one)).join(', or ');
  if (values) return `one of ${values.join(', ')}`;
  if (only !== undefined) return JSON.stringify(only);
  if (type === 'boolean') return 'true or false';
  if (type === 'integer' || type === 'number') return describeNumber(schema);
  if (type === 'array') return 'a list, such as ["…"]';
  if (properties) return `settings by name (${Object.keys(properties).join(', ')})`;
  return pattern === undefined ? 'text' : `text like ${pattern}`;
}

function describeNumber({ type, minimum, exclusiveMinimum, maximum, exclusiveMaximum }: Schema): string {
  const what = type === 'integer' ? 'a whole number' : 'a number';
  const lowest =
    minimum ?? (type === 'integer' && exclusiveMinimum !== undefined ? Number(exclusiveMinimum) + 1 : undefined);
  const below = exclusiveMaximum === undefined ? '' : ` below ${exclusiveMaximum}`;
  const highest = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? '' : ` to ${maximum}`;
  if (lowest === undefined || lowest <= Number.MIN_SAFE_INTEGER) {
    return `${what}${exclusiveMinimum === undefined ? '' : ` above ${exclusiveMinimum}`}${highest && ` up${highest}`}${below}`;
  }
  return `${what} from ${lowest}${highest}${below && ` and${below}`}`;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
