// Keeps a video element playing a stream, for as long as there is one, by whichever transport works.
import { NoWay } from './transport.js';
import { Refused } from './whip-whep.js';

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
  /** Why it failed, or why not by the best transport, in words for the viewer. */
  reason = '';
  /** Milliseconds from when the page began to load to the first picture. @type {number | undefined} */
  firstFrameMs = undefined;
  /** Milliseconds from the first request to the first picture of the current session. @type {number | undefined} */
  joinMs = undefined;
  /** How many sessions there have been. */
  sessions = 0;
  /** Whether anything has been played. */
  played = false;

  #running = false;
  #paused = false;
  #inSession = false;
  /** Which transport is next. */
  #turn = 0;
  /** What a transport was refused with when the next one had to be tried. @type {Refused | undefined} */
  #refused = undefined;
  /** Ends the current wait. @type {() => void} */
  #wake = () => {};
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #pauseTimer = undefined;

  /**
   * @param {import('./transport.js').Transport[]} transports the best first
   * @param {HTMLVideoElement} video
   * @param {() => void} changed called after each change of state
   */
  constructor(transports, video, changed) {
    this.transports = transports.filter((transport) => transport.possible);
    this.video = video;
    this.changed = changed;
    addEventListener('online', () => this.#anotherNetwork());
    addEventListener('pagehide', () => this.transport?.end());
    // A page that comes back from the back/forward cache has no session any more.
    addEventListener('pageshow', (event) => event.persisted && this.#anotherNetwork());
  }

  /** The transport in use, or about to be. */
  get transport() {
    return this.transports[this.#turn];
  }

  /** Whether something better than the transport in use was tried in vain. */
  get secondBest() {
    return this.#turn > 0;
  }

  /** Plays until the stream is over. May be called again after that. */
  async play() {
    if (this.#running) return;
    this.#running = true;
    this.#paused = false;
    this.#turn = 0;
    let failures = 0;
    this.#to(this.played ? 'reconnecting' : 'connecting');
    while (this.#running) {
      /** @type {number | undefined} */
      let wait = undefined;
      try {
        if (await this.#watch()) failures = 0;
        // A publisher that comes back may send what the best transport can carry.
        if (this.#refused) this.#best();
        this.#to('reconnecting');
        wait = failures > 0 ? delay(failures) : 0;
      } catch (problem) {
        this.transport?.end();
        if (this.#another(problem)) continue;
        wait = this.#judge(this.#cause(problem), failures);
        if (this.#refused) this.#best();
        if (wait === undefined) break;
      }
      failures++;
      this.transport?.end();
      await this.#sleep(this.#paused && !this.#pauseTimer ? undefined : wait);
    }
    this.transport?.end();
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
      this.transport?.end();
      this.#wake();
    }, PAUSE_MS);
  }

  /** Goes on with the present. */
  resume() {
    if (!this.#paused) return;
    clearTimeout(this.#pauseTimer);
    this.#pauseTimer = undefined;
    this.#paused = false;
    this.#to(this.#inSession ? 'playing' : 'reconnecting');
    if (this.#inSession) this.transport?.toPresent();
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

  /** Begins with the best transport again. */
  #best() {
    this.#turn = 0;
    this.#refused = undefined;
  }

  #anotherNetwork() {
    if (this.#inSession) this.transport?.look();
    else this.#best();
    this.#wake();
  }

  /**
   * One session of one transport.
   * @returns {Promise<boolean>} whether anything was played
   */
  async #watch() {
    const { transport } = this;
    if (!transport) throw new NoWay('This browser can play neither WebRTC nor HLS.');
    const begun = performance.now();
    let shown = false;
    try {
      return await transport.watch({
        begun: () => {
          this.#inSession = true;
          this.sessions++;
          this.joinMs = undefined;
          if (!this.#paused) this.video.play().catch(() => {});
          this.changed();
        },
        shown: () => {
          const now = performance.now();
          if (!shown) this.joinMs = now - begun;
          shown = true;
          this.firstFrameMs ??= now;
          this.played = true;
          this.#to('playing');
        },
        silent: () => this.#to('interrupted'),
      });
    } finally {
      this.#inSession = false;
    }
  }

  /**
   * Whether there is another transport to try, and takes it.
   * @param {unknown} problem
   */
  #another(problem) {
    if (!(problem instanceof NoWay) || this.#turn + 1 >= this.transports.length) return false;
    this.#turn++;
    this.#refused = problem.refused;
    this.reason = problem.message;
    this.changed();
    return true;
  }

  /**
   * What to tell of a failure: the best transport knows best what the matter is.
   * @param {unknown} problem
   */
  #cause(problem) {
    if (this.#turn === 0) return problem;
    if (problem instanceof NoWay) return this.#refused ?? problem;
    if (!(problem instanceof Refused) || problem.status !== 404) return problem;
    // Over, or never offered in this way: the best transport is asked again.
    const refused = this.#refused;
    this.#best();
    return refused;
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
    if (problem instanceof NoWay) {
      this.reason = problem.message;
      this.#to('failed');
      return undefined;
    }
    // Without an answer it is the network, or a server that is starting.
    if (!(problem instanceof Refused)) {
      console.warn('not connected', problem);
      return again();
    }
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
   * @param {number | undefined} ms undefined: until woken
   * @returns {Promise<void>}
   */
  #sleep(ms) {
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = () => {};
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
