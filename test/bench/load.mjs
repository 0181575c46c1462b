// Load for the benchmarks: one request again and again over keep-alive connections, with as little work as possible
// on this side. Only to loopback, for a bounded time.
import { connect } from 'node:net';

/**
 * @param {URL} url on 127.0.0.1
 * @param {{ method?: string, headers?: Record<string, string>, body?: string }} request
 * @param {{ connections: number, milliseconds: number }} options
 * @returns {Promise<{ perSecond: number, failures: number }>} answers of status 200, and others
 */
export async function load(url, request, { connections, milliseconds }) {
  const bytes = requestBytes(url, request);
  const state = { until: performance.now() + milliseconds, answers: 0, failures: 0 };
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, () => converse(url, bytes, state)));
  const seconds = (performance.now() - started) / 1000;
  return { perSecond: state.answers / seconds, failures: state.failures };
}

/** @param {URL} url @param {{ method?: string, headers?: Record<string, string>, body?: string }} request */
function requestBytes({ host, pathname, search }, { method = 'GET', headers = {}, body = '' }) {
  const lines = [`${method} ${pathname}${search} HTTP/1.1`, `host: ${host}`];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (body !== '') lines.push(`content-length: ${Buffer.byteLength(body)}`);
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

/**
 * @param {URL} url
 * @param {Buffer} bytes
 * @param {{ until: number, answers: number, failures: number }} state
 * @returns {Promise<void>}
 */
function converse({ hostname, port }, bytes, state) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    /** How many bytes of the answer are still to come; its head is always in one piece here. */
    let missing = 0;
    let head = '';
    socket.once('error', reject);
    socket.once('close', () => resolve());
    socket.once('connect', () => socket.write(bytes));
    socket.on('data', (chunk) => {
      if (missing === 0) {
        head += chunk.toString('latin1');
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
        if (length === undefined) {
          reject(new Error(`An answer without a length: ${head.slice(0, end)}`));
          return;
        }
        if (head.startsWith('HTTP/1.1 200')) state.answers++;
        else state.failures++;
        missing = Number(length) - (head.length - end - 4);
        head = '';
      } else {
        missing -= chunk.length;
      }
      if (missing > 0) return;
      if (performance.now() < state.until) socket.write(bytes);
      else socket.end();
    });
  });
}
