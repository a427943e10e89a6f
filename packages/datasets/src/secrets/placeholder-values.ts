const marked =
  /^(?:[<[{]|\$[{(]|\$(?:[A-Z_][A-Z\d_]*|[a-z_][a-z\d_]*|[A-Za-z_]+)$|%[A-Za-z_]+%?$|\*{2,}|x{3,}$|•+$|\.{2,}|_{2,}|-{2,}|your[_-]|my[_-]|insert|replace|enter[_-])/i;
const words =
  /^(?:null|nil|none|undefined|true|false|string|str|number|int|bytes|bool(?:ean)?|text|object|any|void|required|optional|redacted|hidden|masked|empty|secret|password|passwort|token|example|placeholder|todo|changeme|default|value|varchar.*)$/i;
/** `[EMAIL_1]`: what redaction leaves. */
const redacted = /\[[A-Z][A-Z_]*_\d+/;
/** `config.password`, `process.env.DB_PASSWORD`, `SecretStr`, `get_password`: names in a program, without a digit. */
const name = /^\$?[A-Za-z_][A-Za-z_]*(?:(?:\.|\?\.|::|->)[A-Za-z_][A-Za-z_]*)*!?$/;

/** Whether a value only stands for a secret: `<password>`, `${DB_PASSWORD}`, `****`, `null`. */
export function isPlaceholder(value: string): boolean {
  return marked.test(value) || words.test(value) || redacted.test(value);
}

/** `hash(value)`: a name that is not drawn at random, and only words in brackets. */
const call = /^(?!(?=\w*\d)(?=\w*[a-z])(?=\w*[A-Z])\w{6})[\w$.]+[([{][\w\s"'`.,\]})[({]*$/;

/** Whether a value without quotes is a name of a program's variable, type or function, or a call. */
export function isIdentifier(value: string): boolean {
  return name.test(value) || call.test(value) || /^(?:process\.env|os\.environ|env|import\.meta)\b/.test(value);
}
