// The life of a stream on a pair of glasses, and its way to the cloud over WHIP:
//
//   initializing → connecting → streaming ⇄ reconnecting → reconnected
//                            ↘ error             ↘ reconnect_failed → stopped
//   stop, or a start that takes over: → stopping → stopped
//
// Commands that cannot be followed are refused with an `error` that names no stream.
import { CameraProblem } from './glasses-camera.js';
import { negotiate, offerCaptureTime, withStartBitrate } from './whip-whep.js';

/** @typedef {import('./glasses-link.js').Message} Message */

/**
 * @typedef {Object} Request what the cloud wants
 * @property {string} streamId
 * @property {string} appId
 * @property {string} url WHIP endpoint, a secret
 * @property {{ width: number, height: number, bitrate: number, frameRate: number }} video
 * @property {{ bitrate: number, sampleRate: number, echoCancellation: boolean, noiseSuppression: boolean }} audio
 * @property {boolean} flash
 * @property {boolean} sound
 */

/** @typedef {'idle' | 'connecting' | 'streaming' | 'reconnecting'} StreamState */

/** A cloud that has not said for this long that it still wants the stream has forgotten it. */
const KEEP_ALIVE_MS = 60_000;
/** The camera needs this long between two streams. */
const CHANGEOVER_MS = 500;
const MAX_RECONNECTS = 3;
const RECONNECT_MS = 3000;
/** ICE recovers by itself from a short loss. */
const DISCONNECTED_MS = 2000;
const CONNECT_MS = 10_000;
/** Endpoints elsewhere may need to know where we are, being no ICE-lite. On one network that is known at once. */
const GATHER_MS = 500;
const MIN_BATTERY = 0.15;
const MAX_START_BITRATE = 1_500_000;

/** What is asked for when nothing is. */
const VIDEO = { width: 1280, height: 720, bitrate: 2_000_000, frameRate: 30 };
const AUDIO = { bitrate: 64_000, sampleRate: 48_000, echoCancellation: true, noiseSuppression: true };

export class StreamLife {
  /** @type {StreamState} */
  state = 'idle';
  /** @type {Request | undefined} */
  request = undefined;
  /** When the first picture could leave. @type {number | undefined} */
  since = undefined;
  /** Which reconnect is under way. */
  attempt = 0;
  /** Why the last stream is over, in words; "" when it was stopped. */
  problem = '';
  /** @type {import('./whip-whep.js').Session | undefined} */
  session = undefined;

  /** Counts streams and connections: what earlier ones still have to say is nobody's business. */
  #turn = 0;
  #streamed = false;
  #reason = '';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #aliveTimer = undefined;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer = undefined;
  /** @type {any} */
  #battery = undefined;

  /**
   * @param {import('./glasses-camera.js').Camera} camera
   * @param {(message: Message) => void} tell
   * @param {() => void} changed called after each change of state
   * @param {(began: boolean, sound: boolean) => void} signal tells people around that filming begins or ends
   */
  constructor(camera, tell, changed, signal) {
    this.camera = camera;
    this.tell = tell;
    this.changed = changed;
    this.signal = signal;
    const { getBattery } = /** @type {any} */ (navigator);
    getBattery?.call(navigator).then(
      (/** @type {any} */ battery) => {
        this.#battery = battery;
        battery.addEventListener('levelchange', () => {
          if (this.state !== 'idle' && this.#tooEmpty()) this.#fail(this.#batteryWords());
        });
      },
      () => {},
    );
    camera.taken = () => this.#fail('camera_busy', 'The device took the camera away.');
  }

  /** @param {Message} message from the cloud */
  hear(message) {
    switch (message.type) {
      case 'start_stream':
      case 'start_rtmp_stream':
        void this.#start(message);
        break;
      case 'stop_stream':
      case 'stop_rtmp_stream':
        // Phones do not look at the id: whatever runs is stopped.
        if (this.state === 'idle') this.#refuse('not_streaming');
        else this.stop();
        break;
      case 'keep_stream_alive':
      case 'keep_rtmp_stream_alive':
        this.#keepAlive(message);
        break;
      case 'get_stream_status':
      case 'get_rtmp_status':
        this.tell({
          type: 'stream_status',
          kind: 'snapshot',
          status: this.state === 'idle' ? 'stopped' : this.state,
          streaming: this.state === 'streaming',
          reconnecting: this.state === 'reconnecting',
          ...(this.request && { streamId: this.request.streamId }),
          attempt: this.attempt,
        });
        break;
    }
  }

  /** Says what holds now, to a cloud that may have missed it. */
  tellAgain() {
    if (this.state === 'connecting') this.#status('connecting');
    else if (this.state === 'streaming') this.#status('streaming', { resolvedConfig: this.#resolved() });
    else if (this.state === 'reconnecting') this.#status('reconnecting', this.#attempts());
  }

  /** By the cloud, or by the wearer, who may always. */
  stop() {
    if (this.state === 'idle') return;
    this.#status('stopping');
    this.#release('stopped', {});
  }

  /** Goes on with the picture of another camera. */
  async switchCamera() {
    const track = await this.camera.next();
    if (this.request) await this.camera.adjust(this.request.video, this.request.audio);
    const sender = this.session?.peer.getSenders().find((one) => one.track?.kind === 'video');
    await sender?.replaceTrack(track);
  }

  /** @param {Message} message */
  async #start(message) {
    const request = read(message);
    const refusal = this.#refusal(request);
    if (refusal) {
      this.#refuse(refusal);
      return;
    }
    const now = this.request;
    if (now && now.streamId === request.streamId && now.url === request.url) {
      // A cloud that lost sight of us asks again for what it has.
      this.#expectKeepAlive();
      this.tellAgain();
      return;
    }
    const changeover = this.state !== 'idle';
    if (changeover) this.stop();
    const turn = ++this.#turn;
    this.request = request;
    this.problem = '';
    this.attempt = 0;
    this.since = undefined;
    this.#streamed = false;
    this.#to('connecting');
    if (changeover) await new Promise((resolve) => setTimeout(resolve, CHANGEOVER_MS));
    if (turn !== this.#turn) return;
    this.#status('initializing');
    this.#expectKeepAlive();
    this.signal(true, request.sound);
    try {
      await this.camera.start();
    } catch (problem) {
      if (turn !== this.#turn) return;
      const known = problem instanceof CameraProblem;
      this.#fail(known ? problem.wire : 'Could not access camera: unknown', known ? problem.message : '');
      return;
    }
    if (turn !== this.#turn) return;
    this.#status('connecting');
    // Not awaited: a picture of another size is better than none.
    void this.camera.adjust(request.video, request.audio);
    void this.#connect(turn);
  }

  /** @param {number} turn */
  async #connect(turn) {
    const request = this.request;
    if (!request || turn !== this.#turn) return;
    const peer = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    try {
      publish(peer, this.camera, request);
      const session = await negotiate(peer, request.url, {
        signal: AbortSignal.timeout(CONNECT_MS),
        gatherMs: new URL(request.url).host === location.host ? 0 : GATHER_MS,
        answer: (sdp) => withStartBitrate(sdp, Math.min(request.video.bitrate, MAX_START_BITRATE)),
      });
      if (turn !== this.#turn) {
        session.close();
        return;
      }
      this.session = session;
      this.#timer = setTimeout(() => this.#broken('connection timed out'), CONNECT_MS);
      this.#attend(session, turn);
    } catch (problem) {
      peer.close();
      if (turn === this.#turn) this.#broken(problem instanceof Error ? problem.message : String(problem));
    }
  }

  /**
   * @param {import('./whip-whep.js').Session} session
   * @param {number} turn
   */
  #attend(session, turn) {
    const peer = session.peer;
    const look = () => {
      if (turn !== this.#turn || this.session !== session) return;
      if (peer.getSenders().some((sender) => sender.transport?.state === 'closed')) {
        this.#broken('closed by the server');
        return;
      }
      switch (peer.connectionState) {
        case 'connected':
          clearTimeout(this.#timer);
          if (this.state !== 'streaming') this.#connected();
          break;
        case 'disconnected':
          clearTimeout(this.#timer);
          this.#timer = setTimeout(() => this.#broken('connection lost'), DISCONNECTED_MS);
          break;
        case 'failed':
        case 'closed':
          this.#broken('connection lost');
          break;
      }
    };
    peer.addEventListener('connectionstatechange', look);
    for (const sender of peer.getSenders()) sender.transport?.addEventListener('statechange', look);
    look();
  }

  #connected() {
    const again = this.#streamed;
    this.#streamed = true;
    this.since ??= Date.now();
    this.#to('streaming');
    if (again) this.#status('reconnected', this.#attempts('connection restored'));
    else this.#status('streaming', { resolvedConfig: this.#resolved() });
    this.attempt = 0;
  }

  /** @param {string} reason */
  #broken(reason) {
    if (this.state === 'idle') return;
    clearTimeout(this.#timer);
    this.#reason = reason;
    // A reconnect begins with the end of what was before.
    this.session?.close();
    this.session = undefined;
    const turn = ++this.#turn;
    this.attempt++;
    if (this.attempt <= MAX_RECONNECTS) {
      this.#to('reconnecting');
      this.#status('reconnecting', this.#attempts());
      this.#timer = setTimeout(() => void this.#connect(turn), RECONNECT_MS);
    } else if (this.#streamed) {
      this.attempt = MAX_RECONNECTS;
      this.#status('reconnect_failed', this.#attempts());
      this.problem = `The connection could not be made again: ${reason}`;
      this.#release('stopped', {});
    } else {
      this.#fail(reason);
    }
  }

  /**
   * @param {string} wire
   * @param {string} [words]
   */
  #fail(wire, words) {
    if (this.state === 'idle') return;
    this.problem = words || wire;
    this.#release('error', { errorDetails: wire });
  }

  /**
   * @param {string} status the last one of this stream
   * @param {Record<string, unknown>} fields
   */
  #release(status, fields) {
    clearTimeout(this.#timer);
    clearTimeout(this.#aliveTimer);
    this.#turn++;
    this.session?.close();
    this.session = undefined;
    this.signal(false, this.request?.sound ?? true);
    this.#status(status, fields);
    this.request = undefined;
    this.since = undefined;
    this.attempt = 0;
    this.#to('idle');
  }

  /**
   * @param {Request} request
   * @returns {string | undefined}
   */
  #refusal(request) {
    if (request.url === '') return 'Missing stream URL';
    if (!/^https?:\/\/[^/]/i.test(request.url) || !URL.canParse(request.url)) return 'Unknown stream URL protocol';
    if (this.#tooEmpty()) return this.#batteryWords();
    if (!navigator.onLine) return 'no_wifi_connection';
    return undefined;
  }

  #tooEmpty() {
    return this.#battery !== undefined && !this.#battery.charging && this.#battery.level < MIN_BATTERY;
  }

  #batteryWords() {
    return `Battery level too low (${Math.floor(this.#battery.level * 100)}%) - minimum 15% required`;
  }

  /** @param {Message} message */
  #keepAlive({ streamId, ackId }) {
    if (!streamId || !ackId || this.state === 'idle') return;
    if (streamId === this.request?.streamId) this.#expectKeepAlive();
    else if (this.state === 'streaming') return;
    this.tell({ type: 'keep_alive_ack', streamId, ackId });
  }

  #expectKeepAlive() {
    clearTimeout(this.#aliveTimer);
    this.#aliveTimer = setTimeout(
      () => this.#fail('Stream timed out - no keep-alive from cloud', 'The cloud forgot about the stream.'),
      KEEP_ALIVE_MS,
    );
  }

  /** @param {StreamState} state */
  #to(state) {
    this.state = state;
    this.changed();
  }

  /** @param {string} why */
  #refuse(why) {
    if (why !== 'not_streaming') this.problem = why;
    this.tell({ type: 'stream_status', status: 'error', errorDetails: why });
    this.changed();
  }

  /**
   * @param {string} status
   * @param {Record<string, unknown>} [fields]
   */
  #status(status, fields = {}) {
    this.tell({ type: 'stream_status', streamId: this.request?.streamId ?? '', status, ...fields });
  }

  /** @param {string} [reason] */
  #attempts(reason = this.#reason) {
    return { attempt: this.attempt, maxAttempts: MAX_RECONNECTS, reason };
  }

  #resolved() {
    const request = this.request;
    if (!request) return undefined;
    const { width = request.video.width, height = request.video.height } = this.camera.video?.getSettings() ?? {};
    return {
      transport: 'whip',
      video: { ...request.video, width, height },
      audio: { bitrate: request.audio.bitrate, sampleRate: request.audio.sampleRate },
    };
  }
}

/**
 * Every name under which glasses look for the address and the configs, and the limits of glasses.
 * @param {Message} message
 * @returns {Request}
 */
function read(message) {
  const video = message['video'] ?? message['v'] ?? {};
  const audio = message['audio'] ?? message['a'] ?? {};
  return {
    streamId: String(message['streamId'] ?? ''),
    appId: String(message['appId'] ?? ''),
    url: String(message['streamUrl'] || message['rtmpUrl'] || message['srtUrl'] || message['whipUrl'] || ''),
    video: {
      width: limit(video.width ?? video.w, VIDEO.width, 320, 1920) & ~1,
      height: limit(video.height ?? video.h, VIDEO.height, 240, 1080) & ~1,
      bitrate: limit(video.bitrate ?? video.br, VIDEO.bitrate, 100_000, 10_000_000),
      frameRate: limit(video.frameRate ?? video.fps ?? video.fr, VIDEO.frameRate, 5, 30),
    },
    audio: {
      bitrate: limit(audio.bitrate ?? audio.br, AUDIO.bitrate, 32_000, 320_000),
      sampleRate: limit(audio.sampleRate ?? audio.sr, AUDIO.sampleRate, 22_050, 48_000),
      echoCancellation: truth(audio.echoCancellation ?? audio.ec, AUDIO.echoCancellation),
      noiseSuppression: truth(audio.noiseSuppression ?? audio.ns, AUDIO.noiseSuppression),
    },
    flash: truth(message['flash'], true),
    sound: truth(message['sound'], true),
  };
}

/**
 * @param {unknown} value
 * @param {number} otherwise
 * @param {number} min
 * @param {number} max
 */
function limit(value, otherwise, min, max) {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : otherwise;
}

/**
 * @param {unknown} value
 * @param {boolean} otherwise
 */
function truth(value, otherwise) {
  return typeof value === 'boolean' ? value : otherwise;
}

/**
 * Puts what the camera sees and hears into the peer, video first.
 * @param {RTCPeerConnection} peer
 * @param {import('./glasses-camera.js').Camera} camera
 * @param {Request} request
 */
function publish(peer, camera, request) {
  const { video, audio, stream } = camera;
  if (video) {
    const transceiver = peer.addTransceiver(video, {
      direction: 'sendonly',
      streams: [stream],
      sendEncodings: [{ maxBitrate: request.video.bitrate, maxFramerate: request.video.frameRate }],
    });
    preferH264(transceiver);
    offerCaptureTime(transceiver);
    // Glasses keep the frame rate, and give up size when the network is bad.
    const parameters = /** @type {any} */ (transceiver.sender.getParameters());
    parameters.degradationPreference = 'maintain-framerate';
    transceiver.sender.setParameters(parameters).catch(() => {});
  }
  if (audio) {
    peer.addTransceiver(audio, {
      direction: 'sendonly',
      streams: [stream],
      sendEncodings: [{ maxBitrate: request.audio.bitrate }],
    });
  }
}

/**
 * What every player can play comes first: H.264 constrained baseline, then other H.264, then the rest.
 * @param {RTCRtpTransceiver} transceiver
 */
function preferH264(transceiver) {
  const codecs = RTCRtpSender.getCapabilities?.('video')?.codecs ?? [];
  /** @param {RTCRtpCodec} codec */
  const rank = ({ mimeType, sdpFmtpLine = '' }) => {
    if (mimeType.toLowerCase() !== 'video/h264') return 3;
    if (!sdpFmtpLine.includes('packetization-mode=1')) return 2;
    return /profile-level-id=42e0/i.test(sdpFmtpLine) ? 0 : 1;
  };
  try {
    transceiver.setCodecPreferences(codecs.toSorted((one, other) => rank(one) - rank(other)));
  } catch {
    // Then it is the browser's own order.
  }
}
