import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { ParameterTable } from '../parameters/parameter-rule.ts';
import { ollamaShowRequestSchema } from './answer-models.ts';
import { ollamaPullRequestSchema } from './answer-pull.ts';
import { ollamaChatRequestSchema } from './chat.ts';
import { ollamaEmbeddingsRequestSchema, ollamaEmbedRequestSchema } from './embed-wire.ts';
import { ollamaGenerateRequestSchema } from './generate.ts';
import { modelOptionsSchema } from './model-options.ts';
import {
  ollamaChatParameters,
  ollamaEmbeddingsParameters,
  ollamaEmbedParameters,
  ollamaGenerateParameters,
  ollamaModelOptions,
  ollamaPullParameters,
  ollamaShowParameters,
} from './request-parameters.ts';

// The file is made here: `npx vitest run packages/openai-server/src/ollama -u` writes it anew.
const file = fileURLToPath(new URL('../../../../docs/api-ollama.md', import.meta.url));
const notice = '<!-- Made from the sources by packages/openai-server/src/ollama/api-reference.test.ts; see there. -->';

const introduction = `Ollama’s API over the same models, for editors and programs that look for it: \`GET /api/version\`, \`/api/tags\`, \`/api/ps\`;
\`POST /api/chat\`, \`/api/generate\`, \`/api/embed\`, \`/api/embeddings\`, \`/api/show\`, \`/api/pull\`. Answers are lines of JSON
(\`application/x-ndjson\`) unless \`"stream": false\` is sent; durations are in nanoseconds; errors are \`{"error": "…"}\`.
[API reference](api.md)

Where it differs from Ollama’s own server:

- The context is the one that the model was loaded with: \`num_ctx\` has no effect, and what does not fit is refused, never
  cut. \`/api/show\` tells it as \`num_ctx\` and as \`model_info["<architecture>.context_length"]\`.
- Models stay loaded until memory is short, unless \`keep_alive\` or the configuration says otherwise. Models that the
  configuration pins stay whatever \`keep_alive\` says. Where models do not come and go (an embedded router) it has no effect.
- A \`digest\` is that of the file where it is known; otherwise it only tells models apart. There is no Modelfile: \`modelfile\` and \`template\` are empty.
- Embeddings are L2-normalised, also those of \`/api/embeddings\`.
- Tool calls have an \`id\`. One whose arguments are no JSON object comes as text.
- \`/api/pull\` answers 501 unless the program that mounts the routes gives it a function; it needs the scope \`admin\`.
  \`/api/create\`, \`/api/copy\`, \`/api/push\`, \`/api/delete\` and \`/api/blobs\` answer 501.
- No parameter is ignored silently: each is honoured, refused with 400, or accepted without effect and named in the response
  header \`x-tuneloop-ignored\`. Any other name is 400.`;

const sections: readonly [title: string, parameters: ParameterTable, schema: z.ZodType][] = [
  ['POST /api/chat', ollamaChatParameters, ollamaChatRequestSchema],
  ['POST /api/generate', ollamaGenerateParameters, ollamaGenerateRequestSchema],
  ['`options` of /api/chat and /api/generate', ollamaModelOptions, modelOptionsSchema],
  ['POST /api/embed', ollamaEmbedParameters, ollamaEmbedRequestSchema],
  ['POST /api/embeddings', ollamaEmbeddingsParameters, ollamaEmbeddingsRequestSchema],
  ['POST /api/show', ollamaShowParameters, ollamaShowRequestSchema],
  ['POST /api/pull', ollamaPullParameters, ollamaPullRequestSchema],
];

type Properties = Record<string, { description?: string }>;

function propertiesOf(schema: z.ZodType): Properties {
  return z.toJSONSchema(schema, { io: 'input' }).properties as Properties;
}

function describeRule(rule: ParameterTable[string] | undefined, description = ''): readonly [string, string] {
  if (rule?.class === 'honoured') return ['honoured', description];
  if (rule?.class === 'ignored') return ['without effect', ''];
  const neutral = (rule?.neutral ?? []).map((value) => `\`${JSON.stringify(value)}\``);
  const unless = neutral.length > 0 ? [`Unless it is ${neutral.join(' or ')}.`] : [];
  return ['refused', [...unless, ...(rule?.instead ? [rule.instead] : [])].join(' ')];
}

test.each(sections)('%s honours exactly the parameters of its schema', (_, parameters, schema) => {
  const honoured = Object.keys(parameters).filter((name) => parameters[name]?.class === 'honoured');
  expect(honoured.toSorted()).toEqual(Object.keys(propertiesOf(schema)).toSorted());
});

test('docs/api-ollama.md says of every parameter what becomes of it', async () => {
  const tables = sections.map(([title, parameters, schema]) => {
    const properties = propertiesOf(schema);
    const rows = Object.entries(parameters).map(([name, rule]) => {
      const [verdict, note] = describeRule(rule, properties[name]?.description);
      return `| \`${name}\` | ${verdict} | ${note} |`;
    });
    return [`## ${title}`, ['| parameter | | |', '| --- | --- | --- |', ...rows].join('\n')].join('\n\n');
  });
  const text = [notice, '# Ollama’s API', introduction, ...tables].join('\n\n');
  await expect(`${text}\n`).toMatchFileSnapshot(file);
});
