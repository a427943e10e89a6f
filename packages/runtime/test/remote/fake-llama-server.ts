import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/*
 * A program that keeps llama-server's contract, as far as the engine relies on it: its parameters, /health while the
 * model is loaded, /v1/models, /props, a number of tokens, and streamed chat. It says its process id, or as many words as it is asked for, a
 * piece each, and dies when it is told to.
 */
const program = `
const { createServer } = require('node:http');
const { readFileSync } = require('node:fs');
const parameters = process.argv.slice(2);
const value = (name) => parameters[parameters.indexOf(name) + 1];
if (readFileSync(value('--model'), 'utf8') === 'broken') {
  console.error('error: the model is broken');
  process.exit(1);
}
const readyAt = Date.now() + 100;
console.error('loading the model');
createServer((request, response) => {
  const json = (status, body) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  let text = '';
  request.on('data', (part) => (text += part));
  request.on('end', () => {
    if (Date.now() < readyAt) return json(503, { error: { message: 'Loading model', code: 503 } });
    if (request.url === '/health') return json(200, { status: 'ok' });
    if (request.url === '/v1/models') return json(200, { data: [{ id: value('--alias'), owned_by: 'llamacpp' }] });
    if (request.url === '/props') return json(200, { total_slots: Number(value('--parallel')), default_generation_settings: { n_ctx: 512 } });
    if (request.url === '/v1/chat/completions/input_tokens') return json(200, { input_tokens: Math.ceil(text.length / 40) });
    if (request.url !== '/v1/chat/completions') return json(404, { error: { message: 'not found' } });
    const { messages } = JSON.parse(text);
    if (messages[0].content === 'Die.') process.exit(3);
    const chunk = (delta, finish_reason = null) => 'data: ' + JSON.stringify({ choices: [{ index: 0, delta, finish_reason }] }) + '\\n\\n';
    const end = chunk({}, 'stop') + 'data: [DONE]\\n\\n';
    const content = messages[0].content === 'Parameters?' ? parameters.join(' ') : String(process.pid);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const words = /say (\\d+) words/.exec(JSON.stringify(messages.at(-1).content));
    if (!words) return response.end(chunk({ content }) + end);
    let left = Number(words[1]);
    const timer = setInterval(() => {
      left -= 1;
      response.write(chunk({ content: 'word ' }));
      if (left > 0) return;
      clearInterval(timer);
      response.end(end);
    }, 5);
    response.on('close', () => clearInterval(timer));
  });
}).listen(Number(value('--port')), value('--host'));
`;

export interface FakeLlamaServer extends AsyncDisposable {
  executable: string;
  /** Files for it to load: one that it can, and one that it cannot. */
  model: string;
  broken: string;
}

export async function fakeLlamaServer(): Promise<FakeLlamaServer> {
  const folder = await mkdtemp(join(tmpdir(), 'llama-server-'));
  const executable = join(folder, 'llama-server');
  const [model, broken] = [join(folder, 'model.gguf'), join(folder, 'broken.gguf')];
  await writeFile(executable, `#!${process.execPath}\n${program}`);
  await chmod(executable, 0o755);
  await writeFile(model, 'fine');
  await writeFile(broken, 'broken');
  return { executable, model, broken, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}
