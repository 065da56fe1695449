// What every way of getting a stream into a video element has in common.

/**
 * What a transport tells while it plays.
 *
 * @typedef {Object} Progress
 * @property {() => void} begun  the server has agreed; something is set to the video element
 * @property {() => void} shown  pictures (or sound, if there is nothing else) arrive; told again and again
 * @property {() => void} silent nothing arrives at the moment
 */

/**
 * A way to play a stream.
 *
 * @typedef {Object} Transport
 * @property {string} name what people call it
 * @property {boolean} possible whether this browser knows it at all
 * @property {boolean} hasSound whether what plays now has any
 * @property {(progress: Progress) => Promise<boolean>} watch plays until the session is lost; answers whether anything
 *     was played. Fails with Refused when the server says no, and with NoWay when another transport should be tried
 * @property {() => void} look the network may have changed: looks now whether the session still lives
 * @property {() => void} toPresent leaves out what was missed during a pause
 * @property {() => void} end
 * @property {() => Promise<import('./watch-stats.js').WatchStats | undefined>} stats
 */

/** This transport cannot play this stream here; another one may. */
export class NoWay extends Error {
  /**
   * @param {string} message in words for the viewer
   * @param {import('./whip-whep.js').Refused} [refused] when the server said so, rather than the network
   */
  constructor(message, refused) {
    super(message);
    this.name = 'NoWay';
    this.refused = refused;
  }
}
