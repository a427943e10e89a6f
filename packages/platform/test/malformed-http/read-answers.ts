export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The whole answers at the start of what a server sent; `100 Continue` is none. */
export function readAnswers(received: Buffer): Answer[] {
  const answers: Answer[] = [];
  let rest = received;
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    if (end === -1) return answers;
    const [line = '', ...fields] = rest.subarray(0, end).toString('latin1').split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(line)?.[1] ?? Number.NaN);
    const headers = Object.fromEntries(
      fields.map((field) => [
        field.slice(0, field.indexOf(':')).toLowerCase(),
        field.slice(field.indexOf(':') + 1).trim(),
      ]),
    );
    const body = bodyOf(rest.subarray(end + 4), status, headers);
    if (!body) return answers;
    if (status !== 100) answers.push({ status, headers, body: body.text });
    rest = rest.subarray(end + 4 + body.bytes);
  }
}

function bodyOf(
  rest: Buffer,
  status: number,
  headers: Record<string, string>,
): { text: string; bytes: number } | undefined {
  if (status < 200 || status === 204 || status === 304) return { text: '', bytes: 0 };
  if (headers['transfer-encoding'] === 'chunked') {
    const end = rest.indexOf('0\r\n\r\n');
    return end === -1 ? undefined : { text: rest.subarray(0, end).toString(), bytes: end + 5 };
  }
  if (headers['content-length'] === undefined) return { text: rest.toString(), bytes: rest.length };
  const bytes = Number(headers['content-length']);
  return rest.length < bytes ? undefined : { text: rest.subarray(0, bytes).toString(), bytes };
}
