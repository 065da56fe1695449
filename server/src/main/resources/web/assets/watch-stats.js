// What the browser knows about the stream it plays by WebRTC.

/**
 * Times in milliseconds, rates in bits a second. What is not known, or not so in the transport in use, is left out.
 *
 * @typedef {Object} WatchStats
 * @property {number} [latencyMs]      to the screen
 * @property {'camera' | 'server' | 'network'} [latencyFrom] what the latency is measured from: the camera's clock, the
 *     server's sender reports, or (without any clock) half the round trip plus the jitter buffer
 * @property {number} [rttMs]
 * @property {number} [jitterBufferMs] mean over the last interval
 * @property {number} [bufferMs]       what has arrived and is not shown yet
 * @property {number} [decodeMs]       mean over the last interval
 * @property {number} [fps]            decoded
 * @property {number} [width]
 * @property {number} [height]
 * @property {number} [videoBitrate]
 * @property {number} [audioBitrate]
 * @property {number} [packetsReceived]
 * @property {number} [packetsLost]
 * @property {number} [nackCount]
 * @property {number} framesDecoded
 * @property {number} framesDropped
 * @property {number} [freezeCount]
 * @property {number} [freezeMs]
 * @property {string} [videoCodec]
 * @property {string} [audioCodec]
 * @property {string} [path]           udp or tcp
 */

/** From 1900 (NTP) to 1970. */
const NTP_EPOCH_MS = 2_208_988_800_000;
/** A latency beyond this is a clock that is wrong. */
const MAX_LATENCY_MS = 60_000;
/** A frame shown longer ago says nothing about now. */
const SHOWN_MS = 2000;

/**
 * What WebRTC counts.
 * @typedef {WatchStats & { packetsReceived: number, packetsLost: number, nackCount: number }} SessionStats
 */

/** Reads the statistics of one session at intervals. */
export class StatsReader {
  /** @type {Map<string, any>} */
  #before = new Map();
  /** The last frame shown for which the browser knew a capture time. @type {{latencyMs: number, at: number} | undefined} */
  #shown = undefined;
  #watching = false;

  /**
   * @param {RTCPeerConnection} peer
   * @param {HTMLVideoElement} video
   */
  constructor(peer, video) {
    this.peer = peer;
    this.video = video;
  }

  /** @returns {Promise<WatchStats>} */
  async read() {
    this.#watchFrame();
    /** @type {Map<string, any>} */
    const now = new Map(/** @type {any} */ (await this.peer.getStats()));
    /** @type {SessionStats} */
    const stats = {
      packetsReceived: 0,
      packetsLost: 0,
      nackCount: 0,
      framesDecoded: 0,
      framesDropped: 0,
      freezeCount: 0,
      freezeMs: 0,
    };
    for (const entry of now.values()) {
      if (entry.type === 'inbound-rtp') this.#inbound(entry, now, stats);
      else if (entry.type === 'transport') path(entry, now, stats);
    }
    this.#latency(now, stats);
    this.#before = now;
    return stats;
  }

  /**
   * @param {any} entry
   * @param {Map<string, any>} now
   * @param {SessionStats} stats
   */
  #inbound(entry, now, stats) {
    const before = this.#before.get(entry.id);
    const bytes = perSecond(entry, before, 'bytesReceived');
    const bits = bytes === undefined ? undefined : bytes * 8;
    const codec = now.get(entry.codecId)?.mimeType?.split('/')[1];
    stats.packetsReceived += entry.packetsReceived ?? 0;
    stats.packetsLost += entry.packetsLost ?? 0;
    stats.nackCount += entry.nackCount ?? 0;
    if (entry.kind === 'audio') {
      set(stats, 'audioBitrate', bits);
      set(stats, 'audioCodec', codec);
      return;
    }
    set(stats, 'videoBitrate', bits);
    set(stats, 'videoCodec', codec);
    set(stats, 'fps', entry.framesPerSecond ?? perSecond(entry, before, 'framesDecoded'));
    set(stats, 'width', entry.frameWidth);
    set(stats, 'height', entry.frameHeight);
    set(stats, 'jitterBufferMs', mean(entry, before, 'jitterBufferDelay', 'jitterBufferEmittedCount'));
    set(stats, 'decodeMs', mean(entry, before, 'totalDecodeTime', 'framesDecoded'));
    stats.framesDecoded = entry.framesDecoded ?? 0;
    stats.framesDropped = entry.framesDropped ?? 0;
    stats.freezeCount = entry.freezeCount ?? 0;
    stats.freezeMs = (entry.totalFreezesDuration ?? 0) * 1000;
  }

  /**
   * The best that is known. Clocks are compared to within some milliseconds, so the sum is the least that is believed.
   * @param {Map<string, any>} now
   * @param {WatchStats} stats
   */
  #latency(now, stats) {
    if (stats.jitterBufferMs === undefined) return;
    const network = (stats.rttMs ?? 0) / 2 + stats.jitterBufferMs + (stats.decodeMs ?? 0);
    const ahead = aheadMs(now, stats);
    const known = this.#captured(ahead) ?? this.#played(now, ahead);
    stats.latencyMs = Math.max(network, known?.ms ?? 0);
    stats.latencyFrom = known?.from ?? 'network';
  }

  /**
   * From abs-capture-time: when the frame was captured by the server's clock or, with an offset, by the camera's.
   * @param {number} ahead
   * @returns {{ ms: number, from: 'camera' | 'server' } | undefined}
   */
  #captured(ahead) {
    if (this.#shown && performance.now() - this.#shown.at < SHOWN_MS && plausible(this.#shown.latencyMs))
      return { ms: this.#shown.latencyMs, from: 'server' };
    for (const receiver of this.peer.getReceivers()) {
      if (receiver.track.kind !== 'video') continue;
      const source = /** @type {any} */ (receiver.getSynchronizationSources?.()[0]);
      if (source?.captureTimestamp === undefined) continue;
      const offset = source.senderCaptureTimeOffset;
      // The source's own time is when the frame went to the screen.
      const ms = source.timestamp - epoch(source.captureTimestamp) - (offset ?? 0) + ahead;
      if (plausible(ms)) return { ms, from: offset === undefined ? 'server' : 'camera' };
    }
    return undefined;
  }

  /**
   * From sender reports: when the server sent what is on the screen.
   * @param {Map<string, any>} now
   * @param {number} ahead
   * @returns {{ ms: number, from: 'server' } | undefined}
   */
  #played(now, ahead) {
    for (const entry of now.values()) {
      if (entry.type !== 'inbound-rtp' || entry.kind !== 'video' || !entry.estimatedPlayoutTimestamp) continue;
      const ms = entry.timestamp - epoch(entry.estimatedPlayoutTimestamp) + ahead;
      if (plausible(ms)) return { ms, from: 'server' };
    }
    return undefined;
  }

  #watchFrame() {
    if (this.#watching || !('requestVideoFrameCallback' in this.video)) return;
    this.#watching = true;
    this.video.requestVideoFrameCallback((_, frame) => {
      this.#watching = false;
      if (frame.captureTime === undefined) return;
      this.#shown = { latencyMs: frame.expectedDisplayTime - frame.captureTime, at: performance.now() };
    });
  }
}

/**
 * @param {any} transport
 * @param {Map<string, any>} now
 * @param {WatchStats} stats
 */
function path(transport, now, stats) {
  const pair = now.get(transport.selectedCandidatePairId);
  if (pair?.currentRoundTripTime !== undefined) stats.rttMs = pair.currentRoundTripTime * 1000;
  set(stats, 'path', now.get(pair?.remoteCandidateId)?.protocol);
}

/**
 * How far the server's clock is ahead of ours, by its last sender report.
 * @param {Map<string, any>} now
 * @param {WatchStats} stats
 */
function aheadMs(now, stats) {
  for (const entry of now.values())
    if (entry.type === 'remote-outbound-rtp' && entry.kind === 'video' && entry.remoteTimestamp)
      return epoch(entry.remoteTimestamp) - (entry.timestamp - (stats.rttMs ?? 0) / 2);
  return 0;
}

/**
 * Browsers count NTP times from 1900 or from 1970.
 * @param {number} ms
 */
function epoch(ms) {
  return ms > NTP_EPOCH_MS ? ms - NTP_EPOCH_MS : ms;
}

/** @param {number} ms */
function plausible(ms) {
  return Math.abs(ms) < MAX_LATENCY_MS;
}

/**
 * @template {keyof WatchStats} K
 * @param {WatchStats} stats
 * @param {K} name
 * @param {WatchStats[K] | undefined} value
 */
function set(stats, name, value) {
  if (value !== undefined) stats[name] = value;
}

/**
 * @param {any} entry
 * @param {any} before
 * @param {string} total seconds
 * @param {string} count
 * @returns {number | undefined} milliseconds
 */
function mean(entry, before, total, count) {
  const spent = (entry[total] ?? 0) - (before?.[total] ?? 0);
  const times = (entry[count] ?? 0) - (before?.[count] ?? 0);
  return times > 0 ? (spent / times) * 1000 : undefined;
}

/**
 * @param {any} entry
 * @param {any} before
 * @param {string} name
 * @returns {number | undefined}
 */
function perSecond(entry, before, name) {
  return before && ((entry[name] - before[name]) * 1000) / Math.max(1, entry.timestamp - before.timestamp);
}
