// Plays a stream by WHEP: the least delay there is, where UDP (or ICE over TCP) gets through.
import { NoWay } from './transport.js';
import { Refused, negotiate, offerCaptureTime, withStereo } from './whip-whep.js';
import { StatsReader } from './watch-stats.js';

/** A server that takes longer to answer is not there. */
const ANSWER_MS = 8000;
/** Where nothing has connected within this, nothing will, or too late: there is another way. */
const CONNECT_MS = 3000;
/** A stream without a picture for this long is interrupted. */
const STALE_MS = 2000;
/** How often to look. */
const LOOK_MS = 250;
/** ICE recovers by itself from a short loss. */
const DISCONNECTED_MS = 2000;
/** How often to ask, while nothing arrives, whether the server still knows the session. */
const EXISTS_MS = 2000;
/** Refusals that are about the stream or the viewer, and the same whichever way one asks. */
const NOT_ABOUT_WEBRTC = [404, 409, 410, 429];
/** As many viewers as WebRTC takes; HTTP takes more. */
const FULL = 503;

/** @typedef {import('./transport.js').Transport} Transport */

/** @implements {Transport} */
export class WebRtc {
  name = 'WebRTC';
  /** @type {import('./whip-whep.js').Session | undefined} */
  session = undefined;
  /** @type {StatsReader | undefined} */
  #reader = undefined;
  /** Has the current session looked at. @type {() => void} */
  #look = () => {};

  /**
   * @param {string} url WHEP endpoint
   * @param {HTMLVideoElement} video
   */
  constructor(url, video) {
    this.url = url;
    this.video = video;
  }

  get possible() {
    return 'RTCPeerConnection' in globalThis;
  }

  get hasSound() {
    return this.video.srcObject instanceof MediaStream && this.video.srcObject.getAudioTracks().length > 0;
  }

  /** @param {import('./transport.js').Progress} progress */
  async watch(progress) {
    const peer = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    offerCaptureTime(peer.addTransceiver('video', { direction: 'recvonly' }));
    peer.addTransceiver('audio', { direction: 'recvonly' });
    try {
      this.session = await negotiate(peer, this.url, { signal: AbortSignal.timeout(ANSWER_MS), offer: withStereo });
    } catch (problem) {
      peer.close();
      throw aboutWebRtc(problem) ? new NoWay(problem.message, problem) : problem;
    }
    const receivers = peer
      .getTransceivers()
      .filter((transceiver) => transceiver.currentDirection === 'recvonly')
      .map((transceiver) => transceiver.receiver);
    receivers.forEach(preferLowLatency);
    this.#reader = new StatsReader(peer, this.video);
    this.video.srcObject = new MediaStream(receivers.map((receiver) => receiver.track));
    progress.begun();
    return this.#attend(this.session, receivers, progress);
  }

  look() {
    this.#look();
  }

  /** What is shown is always the present. */
  toPresent() {}

  end() {
    this.session?.close();
    this.session = undefined;
    this.#reader = undefined;
    this.#look = () => {};
  }

  async stats() {
    return this.#reader?.read();
  }

  /**
   * Looks after a session until it is lost.
   *
   * @param {import('./whip-whep.js').Session} session
   * @param {RTCRtpReceiver[]} receivers
   * @param {import('./transport.js').Progress} progress
   * @returns {Promise<boolean>} whether anything was played
   */
  #attend(session, receivers, progress) {
    const peer = session.peer;
    const picture = receivers.some((receiver) => receiver.track.kind === 'video');
    const begun = performance.now();
    return new Promise((resolve, reject) => {
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
      const noWay = () => {
        clearInterval(timer);
        session.close();
        reject(new NoWay('A direct connection is not possible here.'));
      };
      const show = () => {
        if (session.closed) return;
        if (!shown) countedAt = performance.now();
        shown = true;
        progress.shown();
      };
      const look = async () => {
        const now = performance.now();
        const { connectionState } = peer;
        if (session.closed) return lost();
        if (connectionState === 'failed' || connectionState === 'closed') return countedAt === 0 ? noWay() : lost();
        // The server says goodbye with a DTLS alert.
        if (receivers.some((receiver) => receiver.transport?.state === 'closed')) return over();
        disconnectedAt = connectionState === 'disconnected' ? disconnectedAt || now : 0;
        if (disconnectedAt > 0 && now - disconnectedAt > DISCONNECTED_MS) return lost();
        if (countedAt === 0 && connectionState !== 'connected') return now - begun > CONNECT_MS ? noWay() : undefined;
        countedAt ||= now;
        const newCount = await arrived(receivers, picture);
        if (newCount > count) {
          count = newCount;
          countedAt = now;
          // A page in the background shows nothing, and yet its sound plays.
          if (shown || !picture || document.visibilityState === 'hidden') show();
        } else if (now - countedAt > STALE_MS && now - askedAt > EXISTS_MS) {
          askedAt = now;
          progress.silent();
          if (!(await session.exists())) over();
        }
      };
      const timer = setInterval(look, LOOK_MS);
      peer.addEventListener('connectionstatechange', look);
      for (const receiver of receivers) receiver.transport?.addEventListener('statechange', look);
      if (picture) onPicture(this.video, show);
      this.#look = () => {
        if (peer.connectionState === 'connected') void look();
        else lost();
      };
    });
  }
}

/**
 * @param {unknown} problem
 * @returns {problem is Refused}
 */
function aboutWebRtc(problem) {
  if (!(problem instanceof Refused)) return false;
  return problem.status === FULL || (problem.status < 500 && !NOT_ABOUT_WEBRTC.includes(problem.status));
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
