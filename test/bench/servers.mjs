// The servers that the emulator is measured against, each a process of its own: `node servers.mjs KIND [ARGUMENT]`.
import { Agent, createServer, request } from 'node:http';
import { readFileSync } from 'node:fs';

const [, , kind = '', argument = ''] = process.argv;

const servers = {
  /** Answers everything with the bytes of a file. */
  bytes() {
    const body = readFileSync(argument);
    return createServer((incoming, answer) => {
      incoming.resume();
      incoming.on('end', () => {
        answer.writeHead(200, { 'content-type': 'text/xml', 'content-length': body.length });
        answer.end(body);
      });
    });
  },
  /** The least that a reverse proxy can be, to the backend at an address. */
  proxy() {
    const agent = new Agent({ keepAlive: true });
    const { hostname, port } = new URL(argument);
    return createServer((incoming, answer) => {
      const outgoing = request(
        {
          agent,
          hostname,
          port,
          method: incoming.method ?? 'GET',
          path: incoming.url ?? '/',
          headers: incoming.headers,
        },
        (response) => {
          answer.writeHead(response.statusCode ?? 502, response.headers);
          response.pipe(answer);
        },
      );
      outgoing.on('error', () => answer.destroy());
      incoming.pipe(outgoing);
    });
  },
};

const make = servers[/** @type {keyof typeof servers} */ (kind)];
const server = make();
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') {
    console.log(`listening on http://127.0.0.1:${address.port}`);
  }
});
