import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';

/*
 * Exits with 0 when what is in this container answers as it should, with 1 and the reason when it does not:
 *
 *   node healthcheck.ts [URL [STATUS]]      by default the server's /health/ready, and 200
 */

const { PORT, TLS_CERT_FILE } = process.env;
const own = `${TLS_CERT_FILE ? 'https' : 'http'}://127.0.0.1:${PORT || 8000}/health/ready`;
const [, , url = own, status = '200'] = process.argv;

const get = url.startsWith('https:') ? getHttps : getHttp;
// Over loopback, to a certificate that is made out to another name.
const request = get(url, { timeout: 4000, rejectUnauthorized: false }, (response) => {
  let body = '';
  response.setEncoding('utf8').on('data', (text: string) => {
    body += text;
  });
  response.on('end', () => {
    console.log(`${response.statusCode} ${body.slice(0, 500)}`);
    process.exit(response.statusCode === Number(status) ? 0 : 1);
  });
});
request.on('timeout', () => request.destroy(new Error('no answer within 4 s')));
request.on('error', (error) => {
  console.error(`${url}: ${error.message}`);
  process.exit(1);
});
