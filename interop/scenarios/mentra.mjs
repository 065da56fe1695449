// mentra.mjs VERSION PACKAGE KEY: plays scenarios through the official SDK, in version 2 or 3.
import { host, log } from '../mentra/host.mjs';
import { say, serve, words } from './lines.mjs';

const [version, packageName, apiKey] = process.argv.slice(2);

log.onError = (line) => say('trouble', { words: line });

/** The wearer's session, when there is one. */
let session;

/** The names of the calls are those of version 3. */
const old = version === '2';
const calls = {
  startLivestream: (options) => (old ? session.camera.startManagedStream(options) : session.camera.startLivestream(options)),
  stopLivestream: () => (old ? session.camera.stopManagedStream() : session.camera.stopLivestream()),
  startLocalLivestream: ({ streamUrl, ...options }) =>
    old ? session.camera.startStream({ rtmpUrl: streamUrl, ...options }) : session.camera.startLocalLivestream({ streamUrl, ...options }),
  stopLocalLivestream: () => (old ? session.camera.stopStream() : session.camera.stopLocalLivestream()),
  checkExistingStream: () => session.camera.checkExistingStream(),
};

const port = await host(version, packageName, apiKey, {
  onSession(opened, sessionId, userId) {
    session = opened;
    const { camera, events } = opened;
    const onManaged = (status) => say('livestream', { status });
    const onLocal = (status) => say('localLivestream', { status });
    if (old) {
      camera.onManagedStreamStatus(onManaged);
      camera.onStreamStatus(onLocal);
    } else {
      camera.onLivestreamStatus(onManaged);
      camera.onLocalLivestreamStatus(onLocal);
    }
    events.onConnected(() => say('connected'));
    events.onPermissionError((error) => say('permission', { words: words(error) }));
    events.onError((error) => say('trouble', { words: words(error) }));
    say('session', { sessionId, userId });
  },
  onStop(_sessionId, _userId, reason) {
    session = undefined;
    say('over', { words: String(reason) });
  },
});
say('listening', { port });

await serve(calls);
process.exit();
