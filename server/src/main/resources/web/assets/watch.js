// The watch page: a player with its words and buttons.
import { bitrate, byId, label, ms, text } from './page.js';
import { Hls } from './play-hls.js';
import { WebRtc } from './play-webrtc.js';
import { Player } from './player.js';

const STATS_MS = 500;
/** Controls that nobody uses get out of the way. */
const IDLE_MS = 3000;

const playbackId = location.pathname.split('/')[2] ?? '';
const parameters = new URLSearchParams(location.search);
document.body.classList.toggle('embed', parameters.has('embed'));

const video = byId('video', HTMLVideoElement);
const pauseButton = byId('pause', HTMLButtonElement);
const soundButton = byId('sound', HTMLButtonElement);
const unmuteButton = byId('unmute', HTMLButtonElement);
const statsButton = byId('stats-button', HTMLButtonElement);
const fullscreenButton = byId('fullscreen', HTMLButtonElement);
const againButton = byId('again', HTMLButtonElement);
const statsPanel = byId('stats');

const INTERRUPTED = 'The stream is interrupted';

/** Why it takes a little longer. */
const SECOND_BEST = 'There is no direct connection here, so the stream comes by HTTP, a second or two later.';

/** @type {Record<import('./player.js').PlayerState, [string, string]>} */
const WORDS = {
  connecting: ['Connecting…', ''],
  waiting: ['The stream has not begun yet', 'It starts here by itself as soon as there is something to see.'],
  playing: ['', ''],
  interrupted: [INTERRUPTED, 'Nothing arrives from the camera. It goes on here by itself.'],
  reconnecting: ['Reconnecting…', 'The connection was lost.'],
  paused: ['Paused', ''],
  full: ['The server is busy', 'It takes no more viewers right now. This page tries again by itself.'],
  ended: ['There is no stream here', 'The address is wrong, or the stream is over.'],
  failed: ['The stream cannot be played', ''],
};

/** `?transport=hls` or `=webrtc` leaves out the other: for those who look for a fault. */
const only = parameters.get('transport');
const transports = [
  ...(only === 'hls' ? [] : [new WebRtc(`/whep/${playbackId}`, video)]),
  ...(only === 'webrtc' ? [] : [new Hls(`/hls/${playbackId}/index.m3u8`, video)]),
];
const player = new Player(transports, video, render);
/** @type {import('./watch-stats.js').WatchStats | undefined} */
let stats = undefined;

// For tests.
Object.assign(window, {
  glasscast: {
    get state() {
      return player.state;
    },
    get firstFrameMs() {
      return player.firstFrameMs;
    },
    get joinMs() {
      return player.joinMs;
    },
    get sessions() {
      return player.sessions;
    },
    get transport() {
      return player.transport?.name;
    },
    get stats() {
      return stats;
    },
  },
});

/** @returns {[string, string]} what there is to say, and what to make of it */
function words() {
  const state = player.state;
  if (state === 'ended' && player.played) return ['The stream is over', ''];
  if (state === 'waiting' && player.played) return [INTERRUPTED, 'Nobody is sending. It goes on here by itself.'];
  if (state === 'failed') return [WORDS.failed[0], player.reason];
  if ((state === 'connecting' || state === 'reconnecting') && !navigator.onLine)
    return ['This device is offline', 'The stream goes on when it is back.'];
  if (state === 'connecting' && player.secondBest) return [WORDS.connecting[0], SECOND_BEST];
  return WORDS[state];
}

function render() {
  const state = player.state;
  const [title, hint] = words();
  document.body.dataset.state = state;
  text(byId('words'), title);
  text(byId('hint'), hint);
  byId('notice').classList.toggle('empty', title === '');
  byId('spinner').hidden = ['playing', 'paused', 'ended', 'failed'].includes(state);
  byId('badge').hidden = state !== 'playing';
  againButton.hidden = state !== 'ended' && state !== 'failed';
  document.title = `${state === 'playing' ? '● Live' : title} · Glasscast`;
  label(pauseButton, state === 'paused' ? 'Play' : 'Pause', state === 'paused' ? 'play' : 'pause');
  pauseButton.disabled = state === 'ended' || state === 'failed';
  renderSound();
  renderStats();
}

function renderSound() {
  const silent = video.muted;
  const hasSound = player.transport?.hasSound ?? false;
  label(soundButton, silent ? 'Turn sound on' : 'Turn sound off', silent ? 'silent' : 'sound');
  soundButton.disabled = !hasSound;
  unmuteButton.hidden = !silent || !hasSound || player.state !== 'playing';
}

function togglePause() {
  if (pauseButton.disabled) return;
  if (player.state === 'paused') player.resume();
  else player.pause();
}

function toggleSound() {
  if (soundButton.disabled) return;
  video.muted = !video.muted;
  if (!video.muted && player.state !== 'paused') video.play().catch(() => {});
}

function toggleStats() {
  statsPanel.hidden = !statsPanel.hidden;
  statsButton.setAttribute('aria-pressed', String(!statsPanel.hidden));
  renderStats();
}

async function toggleFullscreen() {
  try {
    const stage = byId('stage');
    if (document.fullscreenElement) await document.exitFullscreen();
    else if ('requestFullscreen' in stage) await stage.requestFullscreen();
    // Telephones of one make show nothing but a video on the whole screen.
    else /** @type {any} */ (video).webkitEnterFullscreen?.();
  } catch {
    // The page around may forbid it.
  }
}

pauseButton.addEventListener('click', togglePause);
soundButton.addEventListener('click', toggleSound);
unmuteButton.addEventListener('click', toggleSound);
statsButton.addEventListener('click', toggleStats);
fullscreenButton.addEventListener('click', toggleFullscreen);
againButton.addEventListener('click', () => void player.play());
video.addEventListener('dblclick', toggleFullscreen);
video.addEventListener('volumechange', renderSound);
byId('stats-close').addEventListener('click', () => {
  toggleStats();
  statsButton.focus();
});
document.addEventListener('fullscreenchange', () => {
  const full = document.fullscreenElement !== null;
  label(fullscreenButton, full ? 'Leave full screen' : 'Full screen', full ? 'shrink' : 'grow');
});

/** @type {Record<string, () => void>} */
const KEYS = { i: toggleStats, m: toggleSound, f: toggleFullscreen, k: togglePause, ' ': togglePause };
addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape' && !statsPanel.hidden) return toggleStats();
  // On a button, the space bar presses the button.
  if (event.key === ' ' && event.target instanceof HTMLButtonElement) return;
  const act = KEYS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

/** @type {ReturnType<typeof setTimeout> | undefined} */
let idleTimer = undefined;
function awake() {
  document.body.classList.remove('idle');
  clearTimeout(idleTimer);
  idleTimer = setTimeout(() => document.body.classList.add('idle'), IDLE_MS);
}
for (const event of ['pointermove', 'pointerdown', 'keydown', 'focusin']) addEventListener(event, awake);
awake();

const LATENCY_FROM = { camera: 'Camera to screen', server: 'Server to screen', network: 'Delay, estimated' };

/**
 * @param {import('./watch-stats.js').WatchStats} now
 * @returns {[string, string][]}
 */
function rows(now) {
  /** @type {[string, string | undefined][]} */
  const all = [
    [LATENCY_FROM[now.latencyFrom ?? 'network'], ms(now.latencyMs)],
    ['Transport', [player.transport?.name, now.path?.toUpperCase()].filter(Boolean).join(', ')],
    ['Round trip', known(now.rttMs, ms)],
    ['Jitter buffer', known(now.jitterBufferMs, ms)],
    ['Buffered', known(now.bufferMs, ms)],
    ['Decoding', known(now.decodeMs, ms)],
    ['Picture', now.width ? `${now.width} × ${now.height}` : '–'],
    ['Frames decoded', now.fps === undefined ? '–' : `${Math.round(now.fps)} a second`],
    ['Frames dropped', String(now.framesDropped)],
    ['Video', now.videoCodec ? coded(now.videoCodec, now.videoBitrate) : 'none'],
    ['Sound', now.audioCodec ? coded(now.audioCodec, now.audioBitrate) : 'none'],
    ['Packets lost', known(now.packetsLost, (lost) => share(lost, now.packetsReceived ?? 0))],
    ['Freezes', known(now.freezeCount, (count) => (count > 0 ? `${count}, ${((now.freezeMs ?? 0) / 1000).toFixed(1)} s` : '0'))],
    ['First picture', player.firstFrameMs === undefined ? '–' : `after ${ms(player.firstFrameMs)}`],
    ['Sessions', String(player.sessions)],
    ['Not by WebRTC', player.secondBest ? player.reason : undefined],
  ];
  return all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
}

/**
 * @param {number | undefined} value
 * @param {(value: number) => string} words
 */
function known(value, words) {
  return value === undefined ? undefined : words(value);
}

/**
 * @param {string} codec
 * @param {number | undefined} rate
 */
function coded(codec, rate) {
  return rate === undefined ? codec : `${codec}, ${bitrate(rate)}`;
}

/**
 * @param {number} counted lost; duplicates make it negative
 * @param {number} received
 */
function share(counted, received) {
  const lost = Math.max(0, counted);
  const percent = (100 * lost) / Math.max(1, received + lost);
  return `${lost} (${percent.toFixed(percent > 0 && percent < 1 ? 2 : 0)} %)`;
}

/** How far behind the camera or the server the picture is, where that is measured, and what brings it. */
function delayWords() {
  if (player.state !== 'playing') return '';
  const name = player.transport?.name ?? '';
  // An estimate is for those who open the statistics.
  if (stats?.latencyFrom === 'network' || stats?.latencyMs === undefined) return name;
  const behind = stats.latencyMs < 1000 ? ms(stats.latencyMs) : `${(stats.latencyMs / 1000).toFixed(1)} s`;
  return `${behind} behind · ${name}`;
}

function renderStats() {
  text(byId('latency'), delayWords());
  if (statsPanel.hidden || !stats) return;
  const list = byId('stats-list');
  const now = rows(stats);
  while (list.childElementCount > now.length) list.lastElementChild?.remove();
  now.forEach(([name, value], at) => {
    const row = list.children[at] ?? list.appendChild(document.createElement('div'));
    if (row.childElementCount === 0) row.append(document.createElement('dt'), document.createElement('dd'));
    text(/** @type {Element} */ (row.firstElementChild), name);
    text(/** @type {Element} */ (row.lastElementChild), value);
  });
}

setInterval(async () => {
  stats = (await player.transport?.stats()) ?? stats;
  renderStats();
  renderSound();
}, STATS_MS);

void player.play();
render();
