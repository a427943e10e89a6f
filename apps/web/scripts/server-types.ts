import { join } from 'node:path';
import {
  createOpenApiDocument,
  describeLab,
  describeModelFiles,
  describeOperations,
  describeToolControl,
} from '@tuneloop/openai-server';
import openapiTypes, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { usedPaths } from '../src/api/paths.ts';

export const generatedFile: string = join(import.meta.dirname, '../src/api/schema.ts');

/** What server-sent events hold, to which no route refers. */
const events = { $ref: '#/components/schemas/LabEvent' };

const notice =
  '/** Made of the OpenAPI document by `npm run generate -w apps/web`; a test says when it is out of date. */\n';

/** The types of the requests and answers that the app uses, as a module. */
export async function generateTypes(): Promise<string> {
  const parts = [describeLab(), describeModelFiles(), describeOperations(), describeToolControl()];
  const document = createOpenApiDocument({ parts });
  const paths = Object.fromEntries(Object.entries(document.paths).filter(([path]) => usedPaths.includes(path)));
  const part = { ...document, paths, components: componentsUsedBy([paths, events], document.components) };
  return notice + astToString(await openapiTypes(structuredClone(part) as unknown as OpenAPI3, { alphabetize: true }));
}

type Components = Record<string, Record<string, unknown>>;

/** What `value` refers to, and what that refers to. */
function componentsUsedBy(value: unknown, components: Components): Components {
  const used: Components = {};
  const visit = (part: unknown): void => {
    for (const [, kind, name] of JSON.stringify(part).matchAll(/"#\/components\/(\w+)\/([^"]+)"/g)) {
      if (used[kind!]?.[name!] !== undefined) continue;
      const component = components[kind!]?.[name!];
      (used[kind!] ??= {})[name!] = component;
      visit(component);
    }
  };
  visit(value);
  return used;
}
