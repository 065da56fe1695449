// The control socket between glasses and cloud: dials, pings, and dials again.

/**
 * - off: nobody has asked for it
 * - dialling: the first time, or again
 * - open
 * - refused: the cloud does not know the token
 * - replaced: another device is this user's glasses now
 *
 * @typedef {'off' | 'dialling' | 'open' | 'refused' | 'replaced'} LinkState
 */

/**
 * @typedef {{ type: string, [field: string]: any }} Message
 */

const PING_MS = 5000;
const PONG_MS = 5000;
/** A handshake that takes longer will not succeed. */
const OPEN_MS = 10_000;
/** Phones wait five seconds before each try; the first tries come sooner, for a server that was restarted. */
const RETRY_MS = [500, 1000, 2000, 5000];
const NORMAL = 1000;

export class CloudLink {
  /** @type {LinkState} */
  state = 'off';
  #token = '';
  #failures = 0;
  /** @type {WebSocket | undefined} */
  #socket = undefined;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer = undefined;

  /**
   * @param {(message: Message) => void} heard
   * @param {() => void} changed called after each change of state
   */
  constructor(heard, changed) {
    this.heard = heard;
    this.changed = changed;
    addEventListener('online', () => {
      if (this.state === 'dialling') this.#dial();
    });
  }

  /** @param {string} token */
  open(token) {
    this.#token = token;
    this.#failures = 0;
    this.#to('dialling');
    this.#dial();
  }

  close() {
    this.#drop();
    this.#to('off');
  }

  /**
   * Tells the cloud, if it listens; otherwise nothing is kept, because the state of things is told on each opening.
   * @param {Message} message
   */
  tell(message) {
    if (this.state === 'open') this.#socket?.send(JSON.stringify({ ...message, timestamp: new Date().toISOString() }));
  }

  /** @param {LinkState} state */
  #to(state) {
    if (this.state === state) return;
    this.state = state;
    this.changed();
  }

  /** Lets go of the socket, whatever it still has to say. */
  #drop() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = undefined;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(NORMAL);
  }

  #dial() {
    this.#drop();
    const url = new URL('/glasses-ws', location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.searchParams.set('token', this.#token);
    const socket = new WebSocket(url);
    this.#socket = socket;
    this.#timer = setTimeout(() => this.#lost(), OPEN_MS);
    socket.onopen = () => {
      this.#failures = 0;
      this.#schedulePing();
    };
    socket.onmessage = (event) => this.#message(event.data);
    socket.onclose = (event) => {
      if (event.code === NORMAL && event.reason.startsWith('Replaced')) {
        this.#drop();
        this.#to('replaced');
      } else if (this.state === 'dialling') {
        void this.#askWhy();
      } else {
        this.#lost();
      }
    };
  }

  /** @param {unknown} data */
  #message(data) {
    /** @type {Message} */
    let message;
    try {
      message = JSON.parse(String(data));
    } catch {
      return;
    }
    if (this.#socket?.readyState === WebSocket.OPEN) this.#schedulePing();
    switch (message?.type) {
      case 'pong':
        break;
      case 'ping':
        this.tell({ type: 'pong' });
        break;
      case 'connection_ack':
        this.#to('open');
        this.heard(message);
        break;
      case 'connection_error':
        this.#drop();
        this.#to('refused');
        break;
      default:
        if (typeof message?.type === 'string') this.heard(message);
    }
  }

  /** Whatever is heard shows that the cloud is there; the next ping is due five seconds after the last one. */
  #pingedAt = 0;

  #schedulePing() {
    clearTimeout(this.#timer);
    const wait = Math.max(0, this.#pingedAt + PING_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#pingedAt = performance.now();
      this.#socket?.send('{"type":"ping"}');
      this.#timer = setTimeout(() => this.#lost(), PONG_MS);
    }, wait);
  }

  #lost() {
    this.#drop();
    this.#to('dialling');
    const wait = RETRY_MS[Math.min(this.#failures++, RETRY_MS.length - 1)];
    this.#timer = setTimeout(() => this.#dial(), wait);
  }

  /** A browser does not say why a handshake failed; a request that changes nothing, with the same token, does. */
  async #askWhy() {
    const socket = this.#socket;
    const status = await fetch('/api/client/device/state', {
      method: 'POST',
      headers: { Authorization: `Bearer ${this.#token}`, 'Content-Type': 'application/json' },
      body: '{}',
    }).then(
      (response) => response.status,
      () => 0,
    );
    if (this.#socket !== socket) return;
    if (status === 401) {
      this.#drop();
      this.#to('refused');
    } else {
      this.#lost();
    }
  }
}
