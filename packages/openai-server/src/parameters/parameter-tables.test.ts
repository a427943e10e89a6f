import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createComponentSchemas, type ComponentName } from '../openapi/component-schemas.ts';
import { chatCompletionParameters } from './chat-completion-parameters.ts';
import { completionParameters } from './completion-parameters.ts';
import { embeddingParameters } from './embedding-parameters.ts';
import { infillParameters, nativeCompletionParameters } from './native-completion-parameters.ts';
import type { ParameterTable } from './parameter-rule.ts';
import { responseParameters } from './response-parameters.ts';

const openai = dirname(createRequire(import.meta.url).resolve('openai'));

/** The property names of an interface in the official client's declarations. */
function officialParameters(file: string, interfaceName: string): string[] {
  const source = readFileSync(join(openai, 'resources', file), 'utf8');
  const body = source.slice(source.indexOf(`interface ${interfaceName} {`)).split('\n}')[0] ?? '';
  return [...body.matchAll(/^ {4}(\w+)\??:/gm)].map(([, name]) => name ?? '');
}

function documentedParameters(component: ComponentName): Record<string, { description?: string }> {
  return createComponentSchemas()[component]['properties'] as Record<string, { description?: string }>;
}

/** Honoured parameters whose description says that they are not. */
function deniedParameters(component: ComponentName, table: ParameterTable): string[] {
  const properties = documentedParameters(component);
  return Object.entries(table)
    .filter(
      ([name, rule]) =>
        rule.class === 'honoured' && /^(Not supported|Accepted)/.test(properties[name]?.description ?? ''),
    )
    .map(([name]) => name);
}

describe.each([
  [
    'ChatCompletionRequest',
    chatCompletionParameters,
    'chat/completions/completions.d.ts',
    'ChatCompletionCreateParamsBase',
    30,
  ],
  ['CompletionRequest', completionParameters, 'completions.d.ts', 'CompletionCreateParamsBase', 15],
  ['EmbeddingRequest', embeddingParameters, 'embeddings.d.ts', 'EmbeddingCreateParams', 5],
  ['ResponseRequest', responseParameters, 'responses/responses.d.ts', 'ResponseCreateParamsBase', 30],
] as const)('%s', (component, table, file, interfaceName, atLeast) => {
  test('has a rule for every parameter of the official client', () => {
    const official = officialParameters(file, interfaceName);
    expect(official.length).toBeGreaterThanOrEqual(atLeast);
    expect(official.filter((name) => !(name in table))).toEqual([]);
  });

  test('honours exactly the parameters of its schema, and documents all', () => {
    expect(Object.keys(documentedParameters(component)).toSorted()).toEqual(Object.keys(table).toSorted());
    expect(deniedParameters(component, table)).toEqual([]);
  });
});

test.each([
  ['NativeCompletionRequest', nativeCompletionParameters],
  ['InfillRequest', infillParameters],
] as const)('%s honours exactly the parameters of its schema, and documents all', (component, table) => {
  expect(Object.keys(documentedParameters(component)).toSorted()).toEqual(Object.keys(table).toSorted());
  expect(deniedParameters(component, table)).toEqual([]);
});
