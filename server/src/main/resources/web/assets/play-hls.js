// Plays a stream as Low-Latency HLS: by hls.js where the browser lets scripts feed a video element, else by itself.
import { serverAheadMs } from './server-clock.js';
import { NoWay } from './transport.js';
import { Refused, refusal } from './whip-whep.js';

/** Third-party, and large: loaded when it is needed. See NOTICE.txt beside it. */
const HLS_JS = '/assets/hls.min.js';
const PLAYLIST = 'application/vnd.apple.mpegurl';

const ANSWER_MS = 8000;
/** From the playlist to the first picture: a whole segment, where parts are no use. */
const START_MS = 15_000;
const LOOK_MS = 250;
/** Segments arrive in bursts where parts are no use, so silence means something only after a while. */
const STALE_MS = 3000;
/** A stream that begins behind where a player wants to begin is begun with after this. */
const GAP_MS = 1000;
/** Whoever got this much further behind than when it began leaves something out. */
const BEHIND_MS = 8000;
/** What the playlist must be ahead of the picture for a player to be stuck. */
const AHEAD_S = 1;
/** Inside of a range, not at its edge. */
const EPSILON_S = 0.01;
/** A decoder that fails is started anew, but not over and over. */
const RECOVER_MS = 5000;

/** Playlists are asked for again and again while a stream is interrupted: its publisher may come back. */
const PATIENT = {
  maxTimeToFirstByteMs: 10_000,
  maxLoadTimeMs: 20_000,
  timeoutRetry: { maxNumRetry: 20, retryDelayMs: 0, maxRetryDelayMs: 0 },
  errorRetry: { maxNumRetry: 60, retryDelayMs: 500, maxRetryDelayMs: 1000, backoff: 'linear' },
};

const TERMS = {
  // A worker would be made of a blob, which this page's policy forbids; fragmented MP4 needs no converting anyway.
  enableWorker: false,
  lowLatencyMode: true,
  // Without it, delay that has built up stays.
  maxLiveSyncPlaybackRate: 1.5,
  liveDurationInfinity: true,
  maxBufferLength: 10,
  backBufferLength: 10,
  playlistLoadPolicy: { default: PATIENT },
};

/** @typedef {import('./transport.js').Transport} Transport */

/** @implements {Transport} */
export class Hls {
  name = 'LL-HLS';
  /** The hls.js in use, if any. @type {any} */
  #hls = undefined;
  #live = false;
  /** Ends the current session. @type {() => void} */
  #lose = () => {};
  #before = { frames: 0, at: 0 };
  /** How far the server's clock is ahead. @type {number | undefined} */
  #aheadMs = undefined;
  /** The least there was in this session. */
  #leastBehindMs = Infinity;

  /**
   * @param {string} url multivariant playlist
   * @param {HTMLVideoElement} video
   */
  constructor(url, video) {
    this.url = url;
    this.video = video;
  }

  get possible() {
    return scripted() || native(this.video);
  }

  get hasSound() {
    if (!this.#live) return false;
    if (!this.#hls) return true;
    return this.#hls.audioTracks.length > 0 || this.#hls.levels.some((/** @type {any} */ level) => level.audioCodec);
  }

  /** @param {import('./transport.js').Progress} progress */
  async watch(progress) {
    // Asked for by hand first, so that a refusal has a number and words.
    const response = await fetch(this.url, { cache: 'no-store', signal: AbortSignal.timeout(ANSWER_MS) });
    if (!response.ok) throw await refusal(response);
    this.video.srcObject = null;
    void serverAheadMs().then((ms) => (this.#aheadMs = ms));
    if (!scripted()) {
      this.name = 'HLS';
      this.video.src = this.url;
      return this.#attend(progress, () => {});
    }
    const { default: Library } = await import(HLS_JS);
    if (!Library.isSupported()) throw new NoWay('This browser cannot play it.');
    const hls = new Library(TERMS);
    this.#hls = hls;
    return this.#attend(progress, (fail) => {
      hls.on(Library.Events.ERROR, judge(hls, Library, fail));
      hls.loadSource(this.url);
      hls.attachMedia(this.video);
    });
  }

  look() {
    this.#hls?.startLoad(-1);
    this.toPresent();
  }

  toPresent() {
    const present = this.#hls ? this.#hls.liveSyncPosition : end(this.video.seekable);
    if (present && present > this.video.currentTime) this.video.currentTime = present;
  }

  end() {
    this.#lose();
  }

  /**
   * Looks after a session until it is lost.
   *
   * @param {import('./transport.js').Progress} progress
   * @param {(fail: (problem?: Error) => void) => void} start
   * @returns {Promise<boolean>} whether anything was played
   */
  #attend(progress, start) {
    const { video } = this;
    return new Promise((resolve, reject) => {
      let shown = false;
      let at = video.currentTime;
      let movedAt = performance.now();
      const stop = () => {
        clearInterval(timer);
        video.removeEventListener('error', broken);
        this.#lose = () => {};
        this.#live = false;
        this.#hls?.destroy();
        this.#hls = undefined;
        video.removeAttribute('src');
        video.load();
      };
      const lost = () => {
        stop();
        resolve(shown);
      };
      /** @param {Error} [problem] */
      const fail = (problem) => {
        if (!problem || shown) return lost();
        stop();
        reject(problem);
      };
      const broken = () => {
        // With hls.js it is told by hls.js, which may know a remedy.
        if (!this.#hls) fail();
      };
      const look = () => {
        const now = performance.now();
        if (video.paused) {
          movedAt = now;
        } else if (video.currentTime !== at) {
          at = video.currentTime;
          movedAt = now;
          if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
          shown = true;
          progress.shown();
          this.#catchUp();
        } else if (now - movedAt > (shown ? STALE_MS : START_MS)) {
          progress.silent();
          if (this.#unstick()) movedAt = now;
        } else if (!shown && now - movedAt > GAP_MS) {
          this.#jumpGap();
        }
      };
      this.#live = true;
      this.#leastBehindMs = Infinity;
      this.#lose = lost;
      const timer = setInterval(look, LOOK_MS);
      video.addEventListener('error', broken);
      start(fail);
      progress.begun();
    });
  }

  /** Small delays are caught up with by playing faster. */
  #catchUp() {
    const behind = this.#behindMs();
    if (behind === undefined) return;
    this.#leastBehindMs = Math.min(this.#leastBehindMs, behind);
    if (behind > this.#leastBehindMs + BEHIND_MS) this.toPresent();
  }

  /**
   * When there is more than is shown, the player has lost its way.
   * @returns {boolean} whether it has been helped
   */
  #unstick() {
    const present = this.#hls?.liveSyncPosition ?? 0;
    if (present < this.video.currentTime + AHEAD_S) return false;
    this.#hls.startLoad(present);
    this.video.currentTime = present;
    return true;
  }

  /** Sound and picture of the first segments may begin apart from each other. */
  #jumpGap() {
    const { buffered, currentTime } = this.video;
    if (buffered.length > 0 && buffered.start(0) > currentTime) this.video.currentTime = buffered.start(0) + EPSILON_S;
  }

  /** From the camera's picture at the server to the screen, where the playlist says when that was. */
  #behindMs() {
    const { video } = this;
    const shownAt = this.#hls ? this.#hls.playingDate?.getTime() : startDate(video) + 1000 * video.currentTime;
    if (!Number.isFinite(shownAt) || this.#aheadMs === undefined) return undefined;
    return Date.now() + this.#aheadMs - shownAt;
  }

  /** @returns {Promise<import('./watch-stats.js').WatchStats | undefined>} */
  async stats() {
    if (!this.#live) return undefined;
    const { video } = this;
    const quality = video.getVideoPlaybackQuality();
    const now = performance.now();
    const seconds = (now - this.#before.at) / 1000;
    /** @type {import('./watch-stats.js').WatchStats} */
    const stats = {
      framesDecoded: quality.totalVideoFrames,
      framesDropped: quality.droppedVideoFrames,
      bufferMs: 1000 * Math.max(0, end(video.buffered) - video.currentTime),
    };
    if (this.#before.at > 0) stats.fps = (quality.totalVideoFrames - this.#before.frames) / seconds;
    this.#before = { frames: quality.totalVideoFrames, at: now };
    if (video.videoWidth > 0) Object.assign(stats, { width: video.videoWidth, height: video.videoHeight });
    const behind = this.#behindMs();
    if (behind !== undefined) Object.assign(stats, { latencyMs: behind, latencyFrom: 'server' });
    const level = this.#hls?.levels[this.#hls.currentLevel];
    if (level) {
      if (level.videoCodec) stats.videoCodec = level.videoCodec;
      if (level.audioCodec) stats.audioCodec = level.audioCodec;
      if (level.bitrate) stats.videoBitrate = level.bitrate;
    }
    return stats;
  }
}

/** Whether scripts can feed a video element here. */
function scripted() {
  return 'MediaSource' in globalThis || 'ManagedMediaSource' in globalThis;
}

/** @param {HTMLVideoElement} video */
function native(video) {
  return video.canPlayType(PLAYLIST) !== '';
}

/**
 * What an error of hls.js means.
 *
 * @param {any} hls
 * @param {any} Library
 * @param {(problem?: Error) => void} fail
 */
function judge(hls, Library, fail) {
  const { ErrorDetails, ErrorTypes } = Library;
  const UNDECODABLE = [
    ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR,
    ErrorDetails.BUFFER_INCOMPATIBLE_CODECS_ERROR,
    ErrorDetails.BUFFER_ADD_CODEC_ERROR,
  ];
  const PLAYLISTS = [ErrorDetails.LEVEL_LOAD_ERROR, ErrorDetails.AUDIO_TRACK_LOAD_ERROR];
  let recoveredAt = -Infinity;
  return (/** @type {string} */ _, /** @type {any} */ error) => {
    if (UNDECODABLE.includes(error.details)) return fail(new NoWay('This browser cannot decode it.'));
    const status = error.response?.code;
    // A playlist that is gone does not come back, and hls.js would look for it long.
    if (!error.fatal && !(status === 404 && PLAYLISTS.includes(error.details))) return;
    const now = performance.now();
    if (error.type === ErrorTypes.MEDIA_ERROR && now - recoveredAt > RECOVER_MS) {
      recoveredAt = now;
      hls.recoverMediaError();
      return;
    }
    fail(status >= 400 ? new Refused(status, '', undefined) : undefined);
  };
}

/**
 * Where the last of some ranges ends, in seconds; 0: there is none.
 * @param {TimeRanges} ranges
 */
function end(ranges) {
  return ranges.length > 0 ? ranges.end(ranges.length - 1) : 0;
}

/**
 * Milliseconds since 1970 of the media's time zero, where the browser knows it.
 * @param {HTMLVideoElement} video
 */
function startDate(video) {
  return /** @type {any} */ (video).getStartDate?.().getTime() ?? NaN;
}
