// The camera and microphone of this device.

/**
 * @typedef {{ width: number, height: number, frameRate: number }} Picture
 * @typedef {{ echoCancellation: boolean, noiseSuppression: boolean }} Hearing
 */

/** What the camera of smart glasses makes of no wish at all. */
const ANY = { width: { ideal: 1280 }, height: { ideal: 720 } };

/** What the cloud is told when there is nothing to open. */
const ABSENT = 'Could not access camera: there is none';

/**
 * Why a camera cannot be had: what the cloud is told, and what the wearer is.
 */
export class CameraProblem extends Error {
  /**
   * @param {string} wire
   * @param {string} words
   */
  constructor(wire, words) {
    super(words);
    this.wire = wire;
  }
}

export class Camera {
  stream = new MediaStream();
  /** @type {'user' | 'environment' | undefined} */
  facing = undefined;
  muted = false;
  /** Whether there is another camera to switch to. */
  several = false;
  /** Called when the device takes the camera away. @type {() => void} */
  taken = () => {};

  /** @returns {MediaStreamTrack | undefined} */
  get video() {
    return this.stream.getVideoTracks()[0];
  }

  /** @returns {MediaStreamTrack | undefined} */
  get audio() {
    return this.stream.getAudioTracks()[0];
  }

  /** Whether a picture comes out of it. */
  get open() {
    return this.video?.readyState === 'live';
  }

  /**
   * Asks for camera and microphone, or for the camera alone where there is no microphone.
   * @throws {CameraProblem}
   */
  async start() {
    if (this.open) return;
    const video = { ...ANY, facingMode: { ideal: 'environment' } };
    const stream = await ask({ video, audio: true }).catch((problem) => {
      if (problem.wire === ABSENT) return ask({ video, audio: false });
      throw problem;
    });
    this.stop();
    stream.getTracks().forEach((track) => this.#take(track));
    const devices = await navigator.mediaDevices.enumerateDevices();
    this.several = devices.filter((device) => device.kind === 'videoinput').length > 1;
  }

  stop() {
    for (const track of this.stream.getTracks()) {
      track.onended = null;
      track.stop();
      this.stream.removeTrack(track);
    }
  }

  /**
   * Comes as near to the wish as the camera can.
   * @param {Picture} picture
   * @param {Hearing} hearing
   */
  async adjust(picture, hearing) {
    await this.video?.applyConstraints({
      width: { ideal: picture.width },
      height: { ideal: picture.height },
      frameRate: { ideal: picture.frameRate, max: picture.frameRate },
    }).catch(() => {});
    // Some browsers cannot change these once the microphone is open.
    await this.audio?.applyConstraints({ ...hearing }).catch(() => {});
  }

  /**
   * The other side's camera on a telephone, the next one elsewhere.
   * @returns {Promise<MediaStreamTrack>} the new picture
   */
  async next() {
    const before = this.video;
    const settings = before?.getSettings() ?? {};
    /** @type {MediaTrackConstraints} */
    const video = { ...ANY };
    if (settings.width) video.width = { ideal: settings.width };
    if (settings.height) video.height = { ideal: settings.height };
    if (this.facing) {
      video.facingMode = { exact: this.facing === 'user' ? 'environment' : 'user' };
    } else {
      const devices = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === 'videoinput');
      const at = devices.findIndex(({ deviceId }) => deviceId === settings.deviceId);
      video.deviceId = { exact: devices[(at + 1) % devices.length]?.deviceId ?? '' };
    }
    // Telephones open one camera at a time.
    if (before) this.#leave(before);
    const stream = await ask({ video }).catch(() => ask({ video: { ...ANY } }));
    const [track] = stream.getVideoTracks();
    if (!track) throw new CameraProblem('camera_busy', 'There is no other camera.');
    this.#take(track);
    return track;
  }

  /** @param {boolean} muted */
  mute(muted) {
    this.muted = muted;
    if (this.audio) this.audio.enabled = !muted;
  }

  /** @param {MediaStreamTrack} track */
  #take(track) {
    this.stream.addTrack(track);
    track.onended = () => this.taken();
    if (track.kind === 'audio') {
      track.enabled = !this.muted;
      return;
    }
    track.contentHint = 'motion';
    const { facingMode } = track.getSettings();
    this.facing = facingMode === 'user' || facingMode === 'environment' ? facingMode : undefined;
  }

  /** @param {MediaStreamTrack} track */
  #leave(track) {
    track.onended = null;
    track.stop();
    this.stream.removeTrack(track);
  }
}

/**
 * @param {MediaStreamConstraints} wish
 * @returns {Promise<MediaStream>}
 * @throws {CameraProblem}
 */
async function ask(wish) {
  if (!navigator.mediaDevices?.getUserMedia)
    throw new CameraProblem(
      'Could not access camera: not a secure context',
      'Browsers give the camera only to pages that come over HTTPS, or from this machine as "localhost". ' +
        'Give the server a certificate, and open this page with https://.',
    );
  try {
    return await navigator.mediaDevices.getUserMedia(wish);
  } catch (problem) {
    const name = problem instanceof DOMException ? problem.name : '';
    switch (name) {
      case 'NotAllowedError':
      case 'SecurityError':
        throw new CameraProblem(
          'camera_busy',
          'Camera and microphone are not allowed for this page. Allow them in the settings of the browser.',
        );
      case 'NotReadableError':
      case 'AbortError':
        throw new CameraProblem('camera_busy', 'Another program uses the camera.');
      case 'NotFoundError':
      case 'OverconstrainedError':
        throw new CameraProblem(ABSENT, 'This device has no camera that fits.');
      default:
        throw new CameraProblem(`Could not access camera: ${name || 'unknown'}`, 'The camera cannot be opened.');
    }
  }
}
