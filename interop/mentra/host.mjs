// Hosts the official SDK on Node, unchanged, in version 2 (2.1.29) or 3 (3.0.0-alpha.4).
import dns from 'node:dns';
import { promises as files } from 'node:fs';
import { createServer } from 'node:http';
import { isIP } from 'node:net';
import { WebSocket } from 'ws';

// What the SDK logs goes to standard error. Who wants to hear of its errors sets `onError`; version 3 marks them with a
// cross, and writes them there itself.
export const log = { onError: (_words) => {} };
const write = process.stderr.write.bind(process.stderr);
process.stderr.write = (chunk, ...rest) => {
  const line = String(chunk).trim();
  if (line.includes('✗')) log.onError(line);
  return write(chunk, ...rest);
};
for (const level of ['log', 'info', 'warn', 'error', 'debug'])
  console[level] = (...words) => {
    const line = words.map(String).join(' ');
    write(`${line}\n`);
    if (level === 'error') log.onError(line);
  };

/** Whoever wants to hear what goes over the app's sockets, `'sent'` or `'heard'`, sets `onMessage`. */
export const wire = { onMessage: (_way, _message) => {} };
const { send, emit } = WebSocket.prototype;
WebSocket.prototype.send = function (message, ...rest) {
  wire.onMessage('sent', message);
  return send.call(this, message, ...rest);
};
WebSocket.prototype.emit = function (event, ...rest) {
  if (event === 'message') wire.onMessage('heard', rest[0]);
  return emit.call(this, event, ...rest);
};

// It asks its maker, or the npm registry, whether there is a newer version. Tests do not talk to the outside.
const lookup = dns.lookup;
dns.lookup = (name, ...rest) =>
  isIP(name) ? lookup(name, ...rest) : rest.at(-1)(Object.assign(new Error(`${name} is not asked in tests`), { code: 'ENOTFOUND' }));
const fetchOutside = globalThis.fetch;
globalThis.fetch = (target, ...rest) => {
  const { hostname } = new URL(typeof target === 'string' || target instanceof URL ? target : target.url);
  return hostname === '127.0.0.1' ? fetchOutside(target, ...rest) : Promise.reject(new Error(`${hostname} is not asked in tests`));
};

// Version 3 is made for Bun. On Node it needs these two functions to be there, when it is imported.
globalThis.Bun = { write: (path, data) => files.writeFile(path, data), file: (path) => ({ text: () => files.readFile(path, 'utf8') }) };

const listening = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));

/**
 * Starts an app that calls `onSession(session, sessionId, userId)` and `onStop(sessionId, userId, reason)`; returns its
 * port. Of version 3 there are two: `3` is its AppServer, which speaks as version 2 does, and `3-mini` its MiniAppServer,
 * which proves itself by headers, comes back by `reconnect`, and has to be told where storage is: `server`.
 */
export async function host(version, packageName, apiKey, callbacks, server) {
  const { AppServer, MiniAppServer } = await import(version === '2' ? 'mentra-sdk-2' : '@mentra/sdk');
  if (version === '3-mini') {
    const app = new MiniAppServer({ packageName, apiKey, port: 0, logLevel: 'warn', cloudApiUrl: server });
    app.onSession((session) => callbacks.onSession(session, session.sessionId, session.userId));
    app.onStop((session, reason) => callbacks.onStop(session?.sessionId, session?.userId, reason));
    return hostVersion3(app);
  }
  class Miniapp extends AppServer {
    async onSession(...opened) {
      callbacks.onSession(...opened);
    }

    async onStop(...stopped) {
      callbacks.onStop(...stopped);
    }
  }
  if (version === '3') return hostVersion3(new Miniapp({ packageName, apiKey, port: 0, healthCheck: true, logLevel: 'warn' }));
  return hostVersion2(Miniapp, packageName, apiKey);
}

/** It wants to be told a port, and says nothing of the one it has. */
async function hostVersion2(Miniapp, packageName, apiKey) {
  const probe = createServer();
  const port = await listening(probe);
  await new Promise((resolve) => probe.close(resolve));
  await new Miniapp({ packageName, apiKey, port }).start();
  return port;
}

/** It does not listen: requests go from node's server to its fetch. */
async function hostVersion3(app) {
  await app.start();
  return listening(
    createServer(async (request, response) => {
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
    }),
  );
}
