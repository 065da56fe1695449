// app.mjs PACKAGE KEY: a miniapp on the official SDK, 3.0.0-alpha.4, unchanged. Commands come as lines: start URL..., stop, check, active.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { promises as files } from 'node:fs';

const [packageName, apiKey] = process.argv.slice(2);

const say = (event, fields = {}) => process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);
// What the SDK logs is not ours to read line by line.
for (const level of ['log', 'info', 'warn', 'error', 'debug'])
  console[level] = (...words) => process.stderr.write(`${words.map(String).join(' ')}\n`);

// This version is made for Bun. On Node it needs these two functions to be there, when it is imported.
globalThis.Bun = { write: (path, data) => files.writeFile(path, data), file: (path) => ({ text: () => files.readFile(path, 'utf8') }) };

// It asks the npm registry whether there is a newer version. Tests do not talk to the outside.
const fetchOutside = globalThis.fetch;
globalThis.fetch = (target, ...rest) => {
  const { hostname } = new URL(typeof target === 'string' || target instanceof URL ? target : target.url);
  return hostname === '127.0.0.1' ? fetchOutside(target, ...rest) : Promise.reject(new Error(`${hostname} is not asked in tests`));
};

const { AppServer } = await import('@mentra/sdk');

/** The wearer's session, when there is one. @type {import('@mentra/sdk').AppSession | undefined} */
let session;

class Miniapp extends AppServer {
  async onSession(opened, sessionId, userId) {
    session = opened;
    opened.camera.onLivestreamStatus((status) => say('status', { ...status }));
    say('session', { sessionId, userId });
  }

  async onStop(sessionId, userId, reason) {
    session = undefined;
    say('stop', { sessionId, userId, reason });
  }
}

const app = new Miniapp({ packageName, apiKey, port: 0, healthCheck: true, logLevel: 'warn' });
await app.start();

// From node's server to the fetch of the SDK.
const server = createServer(async (request, response) => {
  const body = [];
  for await (const chunk of request) body.push(chunk);
  const bare = request.method === 'GET' || request.method === 'HEAD';
  const answer = await app.fetch(
    new Request(`http://${request.headers.host}${request.url}`, {
      method: request.method,
      headers: Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      body: bare ? undefined : Buffer.concat(body),
    }),
  );
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(Buffer.from(await answer.arrayBuffer()));
});
server.listen(0, '127.0.0.1', () => say('listening', { port: server.address().port }));

const commands = {
  start: (...urls) =>
    session.camera.startLivestream(urls.length > 0 ? { restreamDestinations: urls.map((url) => ({ url })) } : undefined),
  stop: () => session.camera.stopLivestream(),
  check: () => session.camera.checkExistingStream(),
  active: () => ({ active: session.camera.isLivestreamActive() }),
};
for await (const line of createInterface({ input: process.stdin })) {
  const [word, ...rest] = line.trim().split(' ');
  Promise.resolve()
    .then(() => commands[word](...rest))
    .then(
      (result) => say(`${word}-done`, { result }),
      (problem) => say(`${word}-failed`, { message: String(problem?.message ?? problem) }),
    );
}
process.exit();
