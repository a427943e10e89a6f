import { createFeedback } from './feedback.js';

function create(tag, className, text = '') {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  return node;
}

function article(className, label) {
  const root = create('article', className);
  root.setAttribute('aria-label', label);
  return root;
}

export function createQuestionView(text) {
  const root = article('user', 'You');
  root.append(create('p', 'text', text));
  return root;
}

/** An answer that grows. All text is set as text, never as markup. */
export function createAnswerView() {
  const root = article('assistant', 'Model');
  const reasoning = create('p', 'reasoning');
  const text = create('p', 'text');
  const facts = create('p', 'facts', 'waiting for the first token…');
  const problem = create('p', 'problem');
  reasoning.hidden = true;
  problem.hidden = true;
  root.append(reasoning, text, facts, problem);
  let note = '';
  let usage = '';
  const showFacts = () => {
    facts.textContent = [usage, note].filter(Boolean).join(' · ');
  };

  return {
    root,
    text: () => text.textContent,
    addText(piece) {
      text.append(piece);
      showFacts();
    },
    addReasoning(piece) {
      reasoning.hidden = false;
      reasoning.append(piece);
    },
    setNote(value) {
      note = value;
      showFacts();
    },
    /** Times in milliseconds of `performance.now()`. */
    setUsage({ completion_tokens: tokens }, startedAt, firstTokenAt) {
      const wait = ((firstTokenAt - startedAt) / 1000).toFixed(1);
      const seconds = (performance.now() - firstTokenAt) / 1000;
      const speed = tokens > 1 && seconds > 0 ? ` · ${((tokens - 1) / seconds).toFixed(1)} tokens/s` : '';
      usage = `${tokens} tokens${speed} · first after ${wait} s`;
      showFacts();
    },
    /** The answer is whole, and can be judged. */
    askForFeedback(rate) {
      root.append(createFeedback(rate));
    },
    setProblem(message) {
      problem.hidden = false;
      problem.textContent = message;
      showFacts();
    },
  };
}
