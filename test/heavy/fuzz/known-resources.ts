/** What stands in the server before the fuzzer comes: ids by the paths that take them. */
export interface KnownResources {
  /** For `[parameters]` of schemathesis: where an id stands in a path, and which there are. */
  ids: { path: RegExp; parameter: string; values: string[] }[];
  /** Training data, for bodies. */
  trainingFile: string;
}

type Send = (method: string, path: string, body?: object) => Promise<Record<string, unknown>>;

const several = 5;
const row = JSON.stringify({
  messages: [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Ahoy.' },
  ],
});
const hello = { messages: [{ role: 'user', content: 'Hello' }] };

/** Makes some of everything, so that requests get further than to "there is no such thing". */
export async function makeKnownResources(url: string, apiKey: string): Promise<KnownResources> {
  const send: Send = async (method, path, body) => {
    const isForm = body instanceof FormData;
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, ...(body && !isForm && { 'content-type': 'application/json' }) },
      ...(body && { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as Record<string, unknown>;
  };
  const idsOf = async (path: string, body: () => object, key = 'id', count = several): Promise<string[]> => {
    const ids: string[] = [];
    for (let made = 0; made < count; made += 1) ids.push(String((await send('POST', path, body()))[key]));
    return ids;
  };

  const threads = await idsOf('/threads', () => ({ metadata: {} }), 'thread_id', 2 * several);
  for (const id of threads) await send('POST', `/lab/conversations/${id}/messages`, hello);
  const files = await idsOf('/v1/files', trainingForm);
  const trainingFile = files[0]!;
  const answers = await idsOf('/v1/chat/completions', () => hello);
  const data = { file: trainingFile };
  const runs = await idsOf('/v1/training/runs', () => ({ data, name: 'known', settings: { method: 'sft' } }), 'id', 2);
  const tuned = await idsOf('/v1/fine_tuning/jobs', () => ({ model: 'default', training_file: trainingFile }), 'id', 2);
  const download = { kind: 'download', input: { model: 'hf:nobody/nothing:Q8_0' } };
  const known = (path: RegExp, values: string[], parameter = 'id'): KnownResources['ids'][number] => ({
    path,
    parameter,
    values,
  });
  return {
    trainingFile,
    ids: [
      known(/^\/threads\/\{thread\}/, threads, 'thread'),
      known(/^\/lab\/conversations\/\{id\}/, threads),
      // The first stays for those that train.
      known(/^\/v1\/files\/\{id\}/, files.slice(1)),
      known(/^\/v1\/interactions\/\{id\}/, answers),
      known(/^\/v1\/responses\/\{id\}/, await idsOf('/v1/responses', () => ({ input: 'Hello' }))),
      known(/^\/v1\/comparisons\/\{id\}/, await idsOf('/v1/comparisons', () => ({ ...hello, n: 2 }))),
      known(/^\/v1\/exports\/\{id\}/, await idsOf('/v1/exports', () => ({ format: 'sft' }))),
      known(/^\/v1\/pushes\/\{id\}/, await idsOf('/v1/pushes', () => ({ target: 'label-studio', template: 'rating' }))),
      known(/^\/v1\/jobs\/\{id\}/, await idsOf('/v1/jobs', () => download)),
      known(
        /^\/v1\/jobs\/graphs\/\{id\}/,
        await idsOf('/v1/jobs/graphs', () => ({ steps: [{ name: 'a', ...download }] })),
      ),
      known(/^\/v1\/training\/runs\/\{id\}/, runs),
      known(/^\/v1\/fine_tuning\/jobs\/\{id\}/, tuned),
      known(/^\/v1\/adapters\/\{name\}/, ['known'], 'name'),
      known(/^\/v1\/models\/\{id\}/, ['scripted']),
      known(/^\/v1\/tools\/\{name\}/, ['get_current_directory', 'read_file'], 'name'),
    ],
  };
}

function trainingForm(): FormData {
  const form = new FormData();
  form.append('purpose', 'fine-tune');
  form.append('file', new Blob([`${row}\n`.repeat(20)]), 'rows.jsonl');
  return form;
}
