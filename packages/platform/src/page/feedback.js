/** The page has it drawn: not every machine has a thumb among its letters. */
function thumb(isUp) {
  const icon = document.getElementById('thumb').content.firstElementChild.cloneNode(true);
  icon.classList.toggle('down', !isUp);
  return icon;
}

function button(label, ...content) {
  const node = document.createElement('button');
  node.type = 'button';
  node.append(...content);
  if (label) node.setAttribute('aria-label', label);
  return node;
}

/**
 * Two thumbs below an answer and, once one is chosen, a line for a comment. `rate` sends what is said, and fails with a
 * message for people; the same thumb again takes it back.
 */
export function createFeedback(rate) {
  const root = document.createElement('div');
  root.className = 'feedback';
  const up = button('Good answer', thumb(true));
  const down = button('Bad answer', thumb(false));
  const form = document.createElement('form');
  const comment = document.createElement('input');
  comment.maxLength = 10_000;
  comment.required = true;
  const add = document.createElement('button');
  add.textContent = 'Add comment';
  form.append(comment, add);
  form.hidden = true;
  const said = document.createElement('span');
  root.append(up, down, form, said);
  let chosen = null;

  const show = () => {
    up.setAttribute('aria-pressed', String(chosen === 'up'));
    down.setAttribute('aria-pressed', String(chosen === 'down'));
    comment.placeholder = chosen === 'down' ? 'What is wrong with it?' : 'What is good about it?';
    comment.setAttribute('aria-label', comment.placeholder);
  };
  /** Whether it was kept. */
  const send = async (value, thanks) => {
    said.textContent = '';
    try {
      await rate(value);
      said.textContent = thanks;
      return true;
    } catch (error) {
      said.textContent = error.message;
      return false;
    }
  };
  const choose = async (value) => {
    const before = chosen;
    chosen = chosen === value ? null : value;
    show();
    if (await send({ thumb: chosen }, chosen === null ? 'Taken back.' : 'Kept.')) form.hidden = chosen === null;
    else chosen = before;
    show();
  };

  const addComment = async () => {
    if (!(await send({ comment: comment.value.trim() }, 'Your comment is kept.'))) return;
    form.hidden = true;
    comment.value = '';
  };

  up.addEventListener('click', () => void choose('up'));
  down.addEventListener('click', () => void choose('down'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void addComment();
  });
  show();
  return root;
}
