// app-2.mjs PACKAGE KEY: the same on version 2.1.29, which says "managed stream" for "livestream" and listens by itself.
import dns from 'node:dns';
import { createServer } from 'node:http';
import { isIP } from 'node:net';
import { createInterface } from 'node:readline';

const [packageName, apiKey] = process.argv.slice(2);

const say = (event, fields = {}) => process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);
// What the SDK logs is not ours to read line by line.
for (const level of ['log', 'info', 'warn', 'error', 'debug'])
  console[level] = (...words) => process.stderr.write(`${words.map(String).join(' ')}\n`);

// It asks its maker whether there is a newer version. Tests do not talk to the outside.
const lookup = dns.lookup;
dns.lookup = (name, ...rest) =>
  isIP(name) ? lookup(name, ...rest) : rest.at(-1)(Object.assign(new Error(`${name} is not asked in tests`), { code: 'ENOTFOUND' }));

const { AppServer } = await import('mentra-sdk-2');

let session;

class Miniapp extends AppServer {
  async onSession(opened, sessionId, userId) {
    session = opened;
    opened.camera.onManagedStreamStatus((status) => say('status', { ...status }));
    say('session', { sessionId, userId });
  }

  async onStop(sessionId, userId, reason) {
    session = undefined;
    say('stop', { sessionId, userId, reason });
  }
}

/** It wants to be told a port, and says nothing of the one it has. */
const port = await new Promise((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});
await new Miniapp({ packageName, apiKey, port }).start();
say('listening', { port });

const commands = {
  start: (...urls) =>
    session.camera.startManagedStream(urls.length > 0 ? { restreamDestinations: urls.map((url) => ({ url })) } : undefined),
  stop: () => session.camera.stopManagedStream(),
  check: () => session.camera.checkExistingStream(),
  active: () => ({ active: session.camera.isManagedStreamActive() }),
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
