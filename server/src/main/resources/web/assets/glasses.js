// The glasses page: this device's camera and microphone as a pair of smart glasses.
import { Camera, CameraProblem } from './glasses-camera.js';
import { CloudLink } from './glasses-link.js';
import { StreamLife } from './glasses-stream.js';
import { bitrate, byId, clock, label, text } from './page.js';

const TOKEN = 'glasscast.token';
const MODEL = 'Glasscast Browser Glasses';
const STATS_MS = 1000;
/** What the app of a stream is called when the cloud shares the stream between apps. */
const MANAGED = 'MANAGED_STREAM';

const preview = byId('preview', HTMLVideoElement);
const tokenField = byId('token', HTMLInputElement);
const wearButton = byId('wear', HTMLButtonElement);
const offButton = byId('off', HTMLButtonElement);
const stopButton = byId('stop', HTMLButtonElement);
const flipButton = byId('flip', HTMLButtonElement);
const muteButton = byId('mute', HTMLButtonElement);

const camera = new Camera();
const link = new CloudLink(heard, linkChanged);
const stream = new StreamLife(camera, (message) => link.tell(message), render, signal);

let worn = false;
let trouble = '';
/** @type {number | undefined} */
let sending = undefined;
let picture = '';
/** @type {{ bytes: number, at: number, peer: RTCPeerConnection } | undefined} */
let sentBefore = undefined;
/** @type {AudioContext | undefined} */
let speaker = undefined;
/** @type {WakeLockSentinel | undefined} */
let wakeLock = undefined;

// For tests.
Object.assign(window, {
  glasscast: {
    get state() {
      return stream.state;
    },
    get link() {
      return link.state;
    },
    get bitrate() {
      return sending;
    },
  },
});

/**
 * The token stays out of the address as soon as it has been read: addresses are shown, shared and remembered.
 * @returns {string}
 */
function takeToken() {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given) {
    sessionStorage.setItem(TOKEN, given);
    history.replaceState(null, '', location.pathname);
  }
  return given ?? sessionStorage.getItem(TOKEN) ?? '';
}

async function putOn() {
  const token = tokenField.value.trim();
  if (token === '') {
    trouble = 'Enter the token first.';
    tokenField.focus();
    render();
    return;
  }
  trouble = '';
  // Only after a click may a page make sounds.
  speaker ??= new AudioContext();
  void speaker.resume();
  wearButton.disabled = true;
  try {
    await camera.start();
  } catch (problem) {
    trouble = problem instanceof CameraProblem ? problem.message : 'The camera cannot be opened.';
    // The cloud is told when it asks for a stream.
  }
  wearButton.disabled = false;
  preview.srcObject = camera.stream;
  sessionStorage.setItem(TOKEN, token);
  worn = true;
  link.open(token);
  void keepAwake();
  render();
  offButton.focus();
}

function takeOff() {
  stream.stop();
  link.tell({ type: 'glasses_connection_state', modelName: MODEL, deviceModel: MODEL, status: 'DISCONNECTED' });
  link.close();
  camera.stop();
  worn = false;
  trouble = '';
  void wakeLock?.release();
  wakeLock = undefined;
  render();
  wearButton.focus();
}

/** @param {import('./glasses-link.js').Message} message */
function heard(message) {
  if (message.type === 'connection_ack') introduce();
  else stream.hear(message);
}

/** To a cloud that may know nothing of us, or have missed what happened while it was away. */
function introduce() {
  link.tell({
    type: 'glasses_connection_state',
    modelName: MODEL,
    deviceModel: MODEL,
    status: 'CONNECTED',
    wifi: { connected: navigator.onLine, ssid: null },
  });
  stream.tellAgain();
}

function linkChanged() {
  if (link.state === 'replaced' || link.state === 'refused') {
    stream.stop();
    camera.stop();
    worn = false;
    trouble =
      link.state === 'refused'
        ? 'The server does not know this token. Ask whoever runs it for a new one.'
        : 'These glasses are worn on another device, or in another window, now.';
    if (link.state === 'refused') sessionStorage.removeItem(TOKEN);
  }
  render();
}

/**
 * A short sound, upwards when filming begins, downwards when it ends.
 * @param {boolean} began
 * @param {boolean} sound
 */
function signal(began, sound) {
  navigator.vibrate?.(began ? 80 : [60, 60, 60]);
  if (!sound || speaker?.state !== 'running') return;
  const [first, second] = began ? [660, 990] : [990, 660];
  const now = speaker.currentTime;
  const tone = new OscillatorNode(speaker, { type: 'sine', frequency: first });
  tone.frequency.setValueAtTime(second, now + 0.09);
  const volume = new GainNode(speaker, { gain: 0.15 });
  volume.gain.setTargetAtTime(0, now + 0.15, 0.03);
  tone.connect(volume).connect(speaker.destination);
  tone.start(now);
  tone.stop(now + 0.35);
}

/** A telephone that goes to sleep takes its camera along. */
async function keepAwake() {
  if (!worn || document.visibilityState !== 'visible' || (wakeLock && !wakeLock.released)) return;
  wakeLock = await navigator.wakeLock?.request('screen').catch(() => undefined);
}

/** @returns {string} */
function linkWords() {
  if (!worn) return 'Not worn';
  return link.state === 'open' ? 'Connected' : 'Connecting to the server…';
}

/** @returns {string} */
function streamWords() {
  switch (stream.state) {
    case 'idle':
      return worn ? 'Nothing is being streamed. Apps that you start may begin a stream.' : '';
    case 'connecting':
      return 'An app wants to see what you see. Connecting…';
    case 'streaming':
      return 'What this camera sees and hears is being streamed.';
    case 'reconnecting':
      return `The connection is lost. Trying again (${stream.attempt} of 3)…`;
  }
}

function render() {
  const { state, request } = stream;
  const filming = state !== 'idle';
  document.body.dataset.state = worn ? state : 'off';
  document.body.classList.toggle('flash', filming && (request?.flash ?? false));
  document.title = `${state === 'streaming' ? '● Streaming' : linkWords()} · Glasscast glasses`;
  byId('setup').hidden = worn;
  byId('worn').hidden = !worn;
  byId('light').hidden = !filming;
  text(byId('light'), state === 'streaming' ? 'Recording' : state === 'connecting' ? 'Starting' : 'Reconnecting');
  text(byId('link'), linkWords());
  byId('link').dataset.state = worn ? link.state : 'off';
  text(byId('words'), streamWords());
  text(byId('trouble'), trouble || (filming ? '' : stream.problem));
  byId('facts').hidden = !filming;
  stopButton.hidden = !filming;
  flipButton.hidden = !worn || !camera.several;
  muteButton.hidden = !worn || !camera.audio;
  muteButton.setAttribute('aria-pressed', String(camera.muted));
  label(muteButton, camera.muted ? 'Turn microphone on' : 'Turn microphone off', camera.muted ? 'microphone-off' : 'microphone');
  preview.classList.toggle('mirrored', camera.facing !== 'environment');
  byId('dark').hidden = camera.open;
  if (camera.open && preview.srcObject !== camera.stream) preview.srcObject = camera.stream;
  if (request) {
    text(byId('app'), request.appId === MANAGED ? 'Apps of this server' : request.appId || 'Unknown');
    text(byId('to'), new URL(request.url).host);
  }
  renderFacts();
}

function renderFacts() {
  text(byId('since'), stream.since ? clock(Date.now() - stream.since) : '–');
  text(byId('rate'), bitrate(stream.state === 'streaming' ? sending : undefined));
  text(byId('picture'), (stream.state === 'streaming' && picture) || '–');
}

async function measure() {
  const peer = stream.session?.peer;
  if (!peer) {
    sending = undefined;
    return;
  }
  let bytes = 0;
  for (const report of (await peer.getStats()).values()) {
    if (report.type !== 'outbound-rtp') continue;
    bytes += report.bytesSent;
    if (report.kind !== 'video' || !report.frameWidth) continue;
    picture = `${report.frameWidth} × ${report.frameHeight}, ${Math.round(report.framesPerSecond ?? 0)} a second`;
  }
  const at = performance.now();
  if (sentBefore?.peer === peer) sending = ((bytes - sentBefore.bytes) * 8000) / (at - sentBefore.at);
  sentBefore = { bytes, at, peer };
}

byId('form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  void putOn();
});
offButton.addEventListener('click', takeOff);
stopButton.addEventListener('click', () => stream.stop());
muteButton.addEventListener('click', () => {
  camera.mute(!camera.muted);
  render();
});
flipButton.addEventListener('click', async () => {
  flipButton.disabled = true;
  try {
    await stream.switchCamera();
  } catch (problem) {
    trouble = problem instanceof Error ? problem.message : 'The camera cannot be switched.';
  }
  flipButton.disabled = false;
  render();
});
document.addEventListener('visibilitychange', () => void keepAwake());
for (const event of ['online', 'offline']) addEventListener(event, () => link.state === 'open' && introduce());
addEventListener('hashchange', () => {
  tokenField.value = takeToken();
});
addEventListener('pagehide', () => {
  if (worn) takeOff();
});
setInterval(async () => {
  await measure();
  renderFacts();
}, STATS_MS);

tokenField.value = takeToken();
if (!window.isSecureContext)
  trouble =
    'Browsers give the camera only to pages that come over HTTPS, or from this machine as "localhost". ' +
    'Give the server a certificate, and open this page with https://.';
render();
