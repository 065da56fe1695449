// WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep) from a browser: one POST with an offer, one DELETE at the end.
// Candidates are not trickled: the server is ICE-lite, with all of its candidates in the answer.

/** An answer other than the one hoped for. */
export class Refused extends Error {
  /**
   * @param {number} status HTTP status
   * @param {string} detail one sentence from the server, or ""
   * @param {number | undefined} retryAfterMs what the server asked to wait
   */
  constructor(status, detail, retryAfterMs) {
    super(detail || `The server answered ${status}.`);
    this.name = 'Refused';
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * What an answer that is no success says.
 * @param {Response} response
 */
export async function refusal(response) {
  return new Refused(response.status, detail(await response.text()), retryAfter(response));
}

/** A WHIP or WHEP session: a peer connection, and the URL that ends it. */
export class Session {
  /**
   * @param {RTCPeerConnection} peer
   * @param {string | undefined} url undefined when the server named none, or hides it from other sites
   */
  constructor(peer, url) {
    this.peer = peer;
    this.url = url;
    this.closed = false;
  }

  /** Ends it on both sides. Does not wait for the server, and works while the page goes away. */
  close() {
    if (this.closed) return;
    this.closed = true;
    this.peer.close();
    if (this.url) fetch(this.url, { method: 'DELETE', keepalive: true }).catch(() => {});
  }

  /** Ends it on this side, because the server has said that it is over. */
  forget() {
    this.url = undefined;
    this.close();
  }

  /** Whether the server still knows it; true when it cannot be asked. */
  async exists() {
    if (!this.url) return true;
    try {
      return (await fetch(this.url, { method: 'HEAD', cache: 'no-store' })).status !== 404;
    } catch {
      return true;
    }
  }
}

/**
 * Offers what the peer's transceivers say, and sets the answer.
 *
 * @param {RTCPeerConnection} peer not closed when this fails
 * @param {string} url
 * @param {{
 *   signal?: AbortSignal,
 *   gatherMs?: number,
 *   offer?: (sdp: string) => string,
 *   answer?: (sdp: string) => string,
 * }} [options] gatherMs: how long to wait for own candidates, which an ICE-lite server does not need;
 *     offer, answer: changes to the SDP before it is used
 * @returns {Promise<Session>}
 * @throws {Refused} when the server answers anything but 201
 */
export async function negotiate(peer, url, { signal, gatherMs = 0, offer: edit = same, answer: read = same } = {}) {
  const offer = await peer.createOffer();
  await peer.setLocalDescription({ type: 'offer', sdp: edit(offer.sdp ?? '') });
  if (gatherMs > 0) await gathered(peer, gatherMs);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/sdp' },
    body: peer.localDescription?.sdp ?? '',
    cache: 'no-store',
    signal: signal ?? null,
  });
  if (response.status !== 201) throw await refusal(response);
  const body = await response.text();
  const location = response.headers.get('Location');
  const session = new Session(peer, location ? new URL(location, response.url).href : undefined);
  try {
    signal?.throwIfAborted();
    await peer.setRemoteDescription({ type: 'answer', sdp: read(body) });
  } catch (problem) {
    session.close();
    throw problem;
  }
  return session;
}

/** @param {string} sdp */
function same(sdp) {
  return sdp;
}

/**
 * @param {RTCPeerConnection} peer
 * @param {number} limitMs
 * @returns {Promise<void>}
 */
function gathered(peer, limitMs) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      peer.removeEventListener('icegatheringstatechange', check);
      resolve();
    };
    const check = () => {
      if (peer.iceGatheringState === 'complete') done();
    };
    const timer = setTimeout(done, limitMs);
    peer.addEventListener('icegatheringstatechange', check);
    check();
  });
}

/**
 * The `detail` of a problem (RFC 9457).
 * @param {string} body
 */
function detail(body) {
  try {
    const problem = JSON.parse(body);
    return typeof problem.detail === 'string' ? problem.detail : '';
  } catch {
    return '';
  }
}

/** @param {Response} response */
function retryAfter(response) {
  const seconds = Number.parseFloat(response.headers.get('Retry-After') ?? '');
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

/**
 * Asks for stereo sound, which RFC 7587 §7 leaves out unless asked.
 * @param {string} sdp
 */
export function withStereo(sdp) {
  const opus = /^a=rtpmap:(\d+) opus\/48000\/2\r?$/im.exec(sdp)?.[1];
  if (!opus) return sdp;
  return sdp.replace(new RegExp(`^(a=fmtp:${opus} (?!.*stereo=).*?)(\r?)$`, 'm'), '$1;stereo=1$2');
}

/**
 * Tells libwebrtc at which rate to begin sending video, instead of its 300 kbit/s.
 * @param {string} sdp an answer
 * @param {number} bitsPerSecond
 */
export function withStartBitrate(sdp, bitsPerSecond) {
  const wish = `x-google-start-bitrate=${Math.round(bitsPerSecond / 1000)}`;
  return sdp
    .split(/^(?=m=)/m)
    .map((section) => {
      const type = /^m=video \S+ \S+ (\d+)/.exec(section)?.[1];
      if (!type) return section;
      const format = new RegExp(`^(a=fmtp:${type} .*?)(\r?)$`, 'm');
      if (format.test(section)) return section.replace(format, `$1;${wish}$2`);
      return section.replace(new RegExp(`^(a=rtpmap:${type} .*?)(\r?)$`, 'm'), `$1\r\na=fmtp:${type} ${wish}$2`);
    })
    .join('');
}

/**
 * Offers the abs-capture-time extension, so that a viewer may know how old a picture is. Browsers have it, and leave
 * it out unless asked.
 * @param {RTCRtpTransceiver} transceiver
 */
export function offerCaptureTime(transceiver) {
  const { getHeaderExtensionsToNegotiate, setHeaderExtensionsToNegotiate } = /** @type {any} */ (transceiver);
  if (!getHeaderExtensionsToNegotiate || !setHeaderExtensionsToNegotiate) return;
  /** @type {{ uri: string, direction: string }[]} */
  const extensions = getHeaderExtensionsToNegotiate.call(transceiver);
  for (const extension of extensions) if (extension.uri.endsWith('/abs-capture-time')) extension.direction = 'sendrecv';
  try {
    setHeaderExtensionsToNegotiate.call(transceiver, extensions);
  } catch {
    // Nobody depends on it.
  }
}
