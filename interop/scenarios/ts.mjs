// ts.mjs PACKAGE KEY: plays scenarios through the SDK for TypeScript.
import { MiniApp } from '../../sdk/ts/dist/index.js';
import { say, serve, words } from './lines.mjs';

const [packageName, apiKey] = process.argv.slice(2);

/** The wearer's session, when there is one. @type {import('../../sdk/ts/dist/index.js').Session | undefined} */
let session;

const app = new MiniApp({
  packageName,
  apiKey,
  log: (line, cause) => say('trouble', { words: `${line} ${words(cause)}` }),
  onSession(opened) {
    session = opened;
    opened.camera.onLivestreamStatus((status) => say('livestream', { status }));
    opened.camera.onLocalLivestreamStatus((status) => say('localLivestream', { status }));
    opened.onConnection((news) => {
      if (news.status === 'resumed') say('connected');
      else if (news.status === 'permission_missing') say('permission', { words: news.message });
      else if (news.status === 'complaint') say('trouble', { words: `${news.code}: ${news.message}` });
    });
    say('session', { sessionId: opened.sessionId, userId: opened.userId });
  },
  onStop: (_session, end) => say('over', { words: end.reason }),
});
say('listening', { port: await app.listen(0) });

await serve({
  startLivestream: (options) => session.camera.startLivestream(options),
  stopLivestream: () => session.camera.stopLivestream(),
  startLocalLivestream: (options) => session.camera.startLocalLivestream(options),
  stopLocalLivestream: () => session.camera.stopLocalLivestream(),
  checkExistingStream: () => session.camera.checkExistingStream(),
});
await app.close();
