import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { startScriptedServer } from '../scripted-server.ts';

/** The value of a `key: value` or `"key": "value"` line. */
function valueOf(file: string, key: string): string {
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  const found = new RegExp(`^\\s*"?${key}"?:\\s*"?([^",\\s]+)"?`, 'm').exec(text);
  assert(found, `${file} has no ${key}`);
  return found[1]!;
}

await using server = await startScriptedServer({ replies: 'Hello, editor.' });

// What the editors send, to this server in place of the one on port 8000.
for (const [file, address] of [
  ['continue.yaml', 'apiBase'],
  ['codegpt.jsonc', 'baseUrl'],
] as const) {
  const url = new URL(valueOf(file, address));
  assert.equal(url.origin, 'http://127.0.0.1:8000');
  const answer = await fetch(`${new URL(server.baseURL).origin}${url.pathname}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${valueOf(file, 'apiKey')}` },
    body: JSON.stringify({ model: valueOf(file, 'model'), messages: [{ role: 'user', content: 'Hello?' }] }),
  });
  assert.equal(answer.status, 200);
  const body = (await answer.json()) as { choices: { message: { content: string } }[] };
  assert.equal(body.choices[0]?.message.content, 'Hello, editor.');
}
console.log('The files of both editors lead to an answer.');
