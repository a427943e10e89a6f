import { checkAccess, hasKey, health, rate, rememberKey, RequestProblem, streamAnswer } from './api.js';
import { createAnswerView, createQuestionView } from './views.js';

const element = (id) => document.getElementById(id);
const conversation = element('conversation');
const greeting = element('greeting');
const composer = element('composer');
const question = element('question');
const sendButton = element('send');
const stopButton = element('stop');
const keyDialog = element('key-dialog');

let messages = [];
let running;

/** Keeps the end in view, unless the reader scrolled away from it. */
function add(view) {
  greeting.hidden = true;
  conversation.append(view);
  conversation.scrollTop = conversation.scrollHeight;
}

function followEnd(change) {
  const atEnd = conversation.scrollHeight - conversation.scrollTop - conversation.clientHeight < 60;
  change();
  if (atEnd) conversation.scrollTop = conversation.scrollHeight;
}

function setRunning(controller) {
  running = controller;
  sendButton.hidden = controller !== undefined;
  stopButton.hidden = controller === undefined;
}

/** Asks for the API key, after a request was refused; resolves to whether one was given. */
function askForKey() {
  element('key-hint').textContent = hasKey()
    ? 'The server does not know the key that you gave. Try another one.'
    : 'This server asks for a key. It is kept until you close this tab.';
  element('key').value = '';
  keyDialog.returnValue = '';
  keyDialog.showModal();
  return new Promise((resolve) => {
    keyDialog.addEventListener('close', () => resolve(keyDialog.returnValue === 'given'), { once: true });
  });
}

element('key-form').addEventListener('submit', (event) => {
  event.preventDefault();
  rememberKey(element('key').value.trim());
  keyDialog.close('given');
});
element('key-cancel').addEventListener('click', () => keyDialog.close(''));

/** Streams one answer into `view`; returns its text. */
async function receive(history, view, controller) {
  const startedAt = performance.now();
  let firstTokenAt;
  let text = '';
  let id;
  for await (const chunk of streamAnswer(history, controller.signal)) {
    id ??= chunk.id;
    const delta = chunk.choices?.[0]?.delta;
    if (delta?.content || delta?.reasoning_content) firstTokenAt ??= performance.now();
    text += delta?.content ?? '';
    followEnd(() => {
      if (delta?.reasoning_content) view.addReasoning(delta.reasoning_content);
      if (delta?.content) view.addText(delta.content);
      if (chunk.choices?.[0]?.finish_reason === 'length') view.setNote('cut off: no room for more tokens');
      if (chunk.usage) view.setUsage(chunk.usage, startedAt, firstTokenAt ?? performance.now());
    });
  }
  if (id && text !== '') followEnd(() => view.askForFeedback((value) => rate(id, value)));
  return text;
}

async function answer(history) {
  const controller = new AbortController();
  setRunning(controller);
  const view = createAnswerView();
  add(view.root);
  try {
    history.push({ role: 'assistant', content: await receive(history, view, controller) });
  } catch (error) {
    if (controller.signal.aborted) {
      view.setNote('stopped');
      if (view.text() === '') giveQuestionBack(history);
      else history.push({ role: 'assistant', content: view.text() });
    } else if (error instanceof RequestProblem && error.status === 401) {
      view.root.remove();
      setRunning(undefined);
      if (await askForKey()) {
        await answer(history);
        return;
      }
      giveQuestionBack(history);
    } else {
      followEnd(() => view.setProblem(error.message));
      giveQuestionBack(history);
    }
  } finally {
    if (running === controller) setRunning(undefined);
    question.focus();
  }
}

/** After a failure the question is not part of the conversation: it can be sent again. */
function giveQuestionBack(history) {
  const last = history.pop();
  if (history === messages && question.value === '') question.value = last.content;
}

function submit() {
  const text = question.value.trim();
  if (text === '' || running) return;
  messages.push({ role: 'user', content: text });
  add(createQuestionView(text));
  question.value = '';
  void answer(messages);
}

composer.addEventListener('submit', (event) => {
  event.preventDefault();
  submit();
});
question.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit();
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !keyDialog.open) running?.abort();
});
stopButton.addEventListener('click', () => running?.abort());
element('clear').addEventListener('click', () => {
  running?.abort();
  messages = [];
  for (const article of conversation.querySelectorAll('article')) article.remove();
  greeting.hidden = false;
  question.focus();
});

/** Shows the model and how it is, often while it is being loaded. */
async function showStatus() {
  let text;
  let soon = true;
  try {
    const { status, message, model } = await health();
    soon = status !== 'ok';
    text = [model, message].filter(Boolean).join(': ');
  } catch (error) {
    text = error.message;
  }
  const line = element('status');
  if (line.textContent !== text) line.textContent = text;
  setTimeout(showStatus, soon ? 1000 : 15_000);
}

void showStatus();
checkAccess().catch((error) => {
  if (error.status === 401) void askForKey();
});
question.focus();
