// Keeps a video element playing a stream, for as long as there is one.
import { Refused, negotiate, offerCaptureTime, withStereo } from './whip-whep.js';

/**
 * - connecting: for the first time
 * - waiting: nobody publishes, not yet or not at the moment
 * - playing: pictures (or sound, if there is nothing else) arrive
 * - interrupted: connected, but nothing arrives
 * - reconnecting: the connection is lost, a new one is being made
 * - paused: by the viewer
 * - full: the server takes no more viewers at the moment
 * - ended: there is no such stream, or no more
 * - failed: this browser cannot play it
 *
 * @typedef {'connecting' | 'waiting' | 'playing' | 'interrupted' | 'reconnecting' | 'paused' | 'full' | 'ended'
 *   | 'failed'} PlayerState
 */

/** A stream without a picture for this long is interrupted. */
const STALE_MS = 2000;
/** How often to look. */
const LOOK_MS = 250;
/** A connection that takes longer to come up will not. */
const CONNECT_MS = 8000;
/** ICE recovers by itself from a short loss. */
const DISCONNECTED_MS = 2000;
/** How often to ask, while nothing arrives, whether the server still knows the session. */
const EXISTS_MS = 2000;
/** A longer pause ends the session, so that nothing is sent to nobody. */
const PAUSE_MS = 20_000;

const RETRY_MIN_MS = 500;
const RETRY_MAX_MS = 5000;
/** Between two questions whether the stream has begun; after the first minute, twice that and more. */
const BEGUN_MS = 1000;
const BEGUN_QUICKLY = 60;

export class Player {
  /** @type {PlayerState} */
  state = 'connecting';
  /** Why it failed, in words for the viewer. */
  reason = '';
  /** @type {import('./whip-whep.js').Session | undefined} */
  session = undefined;
  /** Milliseconds from when the page began to load to the first picture. @type {number | undefined} */
  firstFrameMs = undefined;
  /** Milliseconds from the offer to the first picture of the current session. @type {number | undefined} */
  joinMs = undefined;
  /** How many sessions there have been. */
  sessions = 0;
  /** Whether anything has been played. */
  played = false;

  #running = false;
  #paused = false;
  /** Ends the current wait, or has the current session looked at. @type {() => void} */
  #wake = () => {};
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #pauseTimer = undefined;

  /**
   * @param {string} url WHEP endpoint
   * @param {HTMLVideoElement} video
   * @param {() => void} changed called after each change of state
   */
  constructor(url, video, changed) {
    this.url = url;
    this.video = video;
    this.changed = changed;
    addEventListener('online', () => this.#wake());
    addEventListener('pagehide', () => this.#end());
    // A page that comes back from the back/forward cache has no session any more.
    addEventListener('pageshow', (event) => event.persisted && this.#wake());
  }

  /** Plays until the stream is over. May be called again after that. */
  async play() {
    if (this.#running) return;
    this.#running = true;
    this.#paused = false;
    let failures = 0;
    this.#to(this.played ? 'reconnecting' : 'connecting');
    while (this.#running) {
      /** @type {number | undefined} */
      let wait = undefined;
      try {
        if (await this.#watch()) failures = 0;
        this.#to('reconnecting');
        if (failures > 0) wait = delay(failures);
        else wait = 0;
      } catch (problem) {
        wait = this.#judge(problem, failures);
        if (wait === undefined) break;
      }
      failures++;
      this.#end();
      await this.#sleep(this.#paused && !this.#pauseTimer ? undefined : wait);
    }
    this.#end();
    this.#running = false;
  }

  /** Freezes the picture. */
  pause() {
    if (!this.#running || this.#paused) return;
    this.#paused = true;
    this.video.pause();
    this.state = 'paused';
    this.changed();
    this.#pauseTimer = setTimeout(() => {
      this.#pauseTimer = undefined;
      this.#end();
      this.#wake();
    }, PAUSE_MS);
  }

  /** Goes on with the present. */
  resume() {
    if (!this.#paused) return;
    clearTimeout(this.#pauseTimer);
    this.#pauseTimer = undefined;
    this.#paused = false;
    this.#to(this.session ? 'playing' : 'reconnecting');
    this.video.play().catch(() => {});
    this.#wake();
  }

  /**
   * While paused, only the end of the stream is worth saying.
   * @param {PlayerState} state
   */
  #to(state) {
    if (this.state === state || (this.#paused && state !== 'ended' && state !== 'failed')) return;
    this.state = state;
    this.changed();
  }

  #end() {
    this.session?.close();
    this.session = undefined;
  }

  /**
   * What a failure to connect means.
   * @param {unknown} problem
   * @param {number} failures in a row before this one
   * @returns {number | undefined} milliseconds after which to try again, if that makes sense
   */
  #judge(problem, failures) {
    const again = () => {
      this.#to(this.played ? 'reconnecting' : 'connecting');
      return delay(failures);
    };
    // Without an answer it is the network, or a server that is starting.
    if (!(problem instanceof Refused)) return again();
    const { status, message, retryAfterMs = 0 } = problem;
    const later = Math.max(retryAfterMs, failures < BEGUN_QUICKLY ? BEGUN_MS : RETRY_MAX_MS);
    this.reason = message;
    switch (status) {
      case 409:
        this.#to('waiting');
        return later;
      case 429:
      case 503:
        this.#to('full');
        return Math.max(later, delay(failures));
      case 404:
      case 410:
        this.#to('ended');
        return undefined;
      default:
        if (status >= 500) return again();
        this.#to('failed');
        return undefined;
    }
  }

  /**
   * One session, from its offer to its loss.
   * @returns {Promise<boolean>} whether anything was played
   */
  async #watch() {
    const begun = performance.now();
    const peer = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    offerCaptureTime(peer.addTransceiver('video', { direction: 'recvonly' }));
    peer.addTransceiver('audio', { direction: 'recvonly' });
    try {
      this.session = await negotiate(peer, this.url, { signal: AbortSignal.timeout(CONNECT_MS), offer: withStereo });
    } catch (problem) {
      peer.close();
      throw problem;
    }
    this.sessions++;
    this.joinMs = undefined;
    const receivers = peer
      .getTransceivers()
      .filter((transceiver) => transceiver.currentDirection === 'recvonly')
      .map((transceiver) => transceiver.receiver);
    receivers.forEach(preferLowLatency);
    this.video.srcObject = new MediaStream(receivers.map((receiver) => receiver.track));
    if (!this.#paused) this.video.play().catch(() => {});
    this.changed();
    return this.#attend(this.session, receivers, begun);
  }

  /**
   * Looks after a session until it is lost.
   *
   * @param {import('./whip-whep.js').Session} session
   * @param {RTCRtpReceiver[]} receivers
   * @param {number} begun
   * @returns {Promise<boolean>} whether anything was played
   */
  #attend(session, receivers, begun) {
    const peer = session.peer;
    const picture = receivers.some((receiver) => receiver.track.kind === 'video');
    return new Promise((resolve) => {
      let shown = false;
      let count = 0;
      let countedAt = 0;
      let disconnectedAt = 0;
      let askedAt = 0;
      const lost = () => {
        clearInterval(timer);
        session.close();
        resolve(shown);
      };
      const over = () => {
        session.forget();
        lost();
      };
      const show = () => {
        if (shown || session.closed) return;
        shown = true;
        countedAt = performance.now();
        this.played = true;
        this.joinMs = countedAt - begun;
        this.firstFrameMs ??= countedAt;
        this.#to('playing');
      };
      const look = async () => {
        const now = performance.now();
        const { connectionState } = peer;
        if (session.closed || connectionState === 'failed' || connectionState === 'closed') return lost();
        // The server says goodbye with a DTLS alert.
        if (receivers.some((receiver) => receiver.transport?.state === 'closed')) return over();
        disconnectedAt = connectionState === 'disconnected' ? disconnectedAt || now : 0;
        if (disconnectedAt > 0 && now - disconnectedAt > DISCONNECTED_MS) return lost();
        if (countedAt === 0 && connectionState !== 'connected') return now - begun > CONNECT_MS ? lost() : undefined;
        countedAt ||= now;
        const newCount = await arrived(receivers, picture);
        if (newCount > count) {
          count = newCount;
          countedAt = now;
          // A page in the background shows nothing, and yet its sound plays.
          if (!picture || document.visibilityState === 'hidden') show();
          if (shown) this.#to('playing');
        } else if (now - countedAt > STALE_MS && now - askedAt > EXISTS_MS) {
          askedAt = now;
          this.#to('interrupted');
          if (!(await session.exists())) over();
        }
      };
      const timer = setInterval(look, LOOK_MS);
      peer.addEventListener('connectionstatechange', look);
      for (const receiver of receivers) receiver.transport?.addEventListener('statechange', look);
      if (picture) onPicture(this.video, show);
      this.#wake = () => {
        if (peer.connectionState === 'connected') void look();
        else lost();
      };
    });
  }

  /**
   * @param {number | undefined} ms undefined: until woken
   * @returns {Promise<void>}
   */
  #sleep(ms) {
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/**
 * Twice as long each time, and not at the same time as everybody else.
 * @param {number} failures
 */
function delay(failures) {
  return Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** failures) * (0.75 + Math.random() / 2);
}

/**
 * @param {HTMLVideoElement} video
 * @param {() => void} then
 */
function onPicture(video, then) {
  if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(then);
  else /** @type {HTMLVideoElement} */ (video).addEventListener('timeupdate', then, { once: true });
}

/**
 * Frames, or packets where there is no picture.
 * @param {RTCRtpReceiver[]} receivers
 * @param {boolean} picture
 */
async function arrived(receivers, picture) {
  let count = 0;
  for (const receiver of receivers) {
    if (picture && receiver.track.kind !== 'video') continue;
    for (const report of (await receiver.getStats()).values())
      if (report.type === 'inbound-rtp') count += (picture ? report.framesDecoded : report.packetsReceived) ?? 0;
  }
  return count;
}

/**
 * As little waiting as the network allows. What a browser does not know it ignores.
 * @param {RTCRtpReceiver} receiver
 */
function preferLowLatency(receiver) {
  if ('jitterBufferTarget' in receiver) receiver.jitterBufferTarget = 0;
  else Object.assign(receiver, { playoutDelayHint: 0 });
}
