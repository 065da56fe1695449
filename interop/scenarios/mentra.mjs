// mentra.mjs VERSION PACKAGE KEY [SERVER]: plays scenarios through the official SDK, in version 2, 3 or 3-mini.
import { host, log, wire } from '../mentra/host.mjs';
import { say, serve, words } from './lines.mjs';

const [version, packageName, apiKey, server] = process.argv.slice(2);

log.onError = (line) => say('trouble', { words: line });
wire.onMessage = (way, message) => {
  const { type, code } = JSON.parse(String(message));
  say('wire', { way, type, code });
};

/** The wearer's session, when there is one. */
let session;

function listenToEvents(events) {
  events.onConnected(() => say('connected'));
  events.onPermissionError((error) => say('permission', { words: words(error) }));
  events.onError((error) => say('trouble', { words: words(error) }));
}

/** What each version calls the calls of the camera, which have the names of version 3, and what it says by itself. */
const dialects = {
  2: {
    startLivestream: (camera, options) => camera.startManagedStream(options),
    stopLivestream: (camera) => camera.stopManagedStream(),
    startLocalLivestream: (camera, { streamUrl, ...options }) => camera.startStream({ rtmpUrl: streamUrl, ...options }),
    stopLocalLivestream: (camera) => camera.stopStream(),
    listen: ({ camera, events }) => {
      camera.onManagedStreamStatus((status) => say('livestream', { status }));
      camera.onStreamStatus((status) => say('localLivestream', { status }));
      listenToEvents(events);
    },
  },
  3: {
    startLivestream: (camera, options) => camera.startLivestream(options),
    stopLivestream: (camera) => camera.stopLivestream(),
    startLocalLivestream: (camera, options) => camera.startLocalLivestream(options),
    stopLocalLivestream: (camera) => camera.stopLocalLivestream(),
    listen: ({ camera, events }) => {
      camera.onLivestreamStatus((status) => say('livestream', { status }));
      camera.onLocalLivestreamStatus((status) => say('localLivestream', { status }));
      listenToEvents(events);
    },
  },
  '3-mini': {
    startLivestream: (camera, { restreamDestinations, ...options } = {}) =>
      camera.startStream({ ...options, destinations: restreamDestinations?.map(({ url }) => url) }),
    stopLivestream: (camera) => camera.stopStream(),
    startLocalLivestream: (camera, { streamUrl, ...options }) => camera.startStream({ direct: streamUrl, ...options }),
    stopLocalLivestream: (camera) => camera.stopStream(),
    listen: (opened) => {
      // It has one handler for both kinds.
      opened.camera.onStreamStatus((status) =>
        say(status.type === 'managed_stream_status' ? 'livestream' : 'localLivestream', { status }),
      );
      opened.onReconnected(() => say('connected'));
      opened.permissions.onPermissionError((error) => say('permission', { words: words(error) }));
      opened.onError((error) => say('trouble', { words: words(error) }));
    },
  },
};
const { listen, ...cameraCalls } = dialects[version];

/** Both have the same storage under two names, but for a call. */
const storage = () => session.simpleStorage ?? session.storage;
/** Some say whether it went well. */
const confirm = (done) => {
  if (done === false) throw new Error('the SDK says that it could not');
};
const ofStorage = {
  keep: ({ key, value }) => storage().set(key, value),
  keepAll: ({ data }) => storage().setMultiple(data),
  flush: () => storage().flush(),
  // Whoever logs to the same pipe would write into the middle of a long line.
  kept: async ({ key }) => {
    const value = await storage().get(key);
    return { length: value?.length, value: value?.length < 1000 ? value : undefined };
  },
  keptKeys: async () => ({ keys: await storage().keys() }),
  keptAll: async () => ({ keys: Object.keys(await (storage().getAllData ?? storage().getAll).call(storage())) }),
  forget: async ({ key }) => confirm(await storage().delete(key)),
  forgetAll: async () => confirm(await storage().clear()),
};

const port = await host(
  version,
  packageName,
  apiKey,
  {
    onSession(opened, sessionId, userId) {
      session = opened;
      listen(opened);
      say('session', { sessionId, userId });
    },
    onStop(_sessionId, _userId, reason) {
      session = undefined;
      say('over', { words: String(reason) });
    },
  },
  server,
);
say('listening', { port });

await serve({
  ...Object.fromEntries(Object.entries(cameraCalls).map(([name, call]) => [name, (options) => call(session.camera, options)])),
  checkExistingStream: () => session.camera.checkExistingStream(),
  ...ofStorage,
  settings: async () => ({ settings: session.settings ? await session.settings.fetch() : session.settingsData }),
  permissions: () => session.permissions.getAll(),
  showText: ({ text }) => (session.layouts ?? session.display).showTextWall(text),
  playAudio: ({ url }) =>
    session.audio ? session.audio.playAudio({ audioUrl: url }) : session.speaker.play({ url, stopOtherAudio: true }),
  takePhoto: () => (session.camera.requestPhoto ?? session.camera.takePhoto).call(session.camera),
  /** Without waiting for what the server says about the stop. */
  restartLivestream: () => {
    cameraCalls.stopLivestream(session.camera);
    return cameraCalls.startLivestream(session.camera);
  },
});
process.exit();
