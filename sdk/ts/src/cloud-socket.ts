import { WebSocket } from "ws";
import { FRAME_LIMIT } from "./fields.js";

/** What a socket tells. After `closed`, nothing. */
export interface SocketListener {
  opened(): void;
  text(frame: string): void;
  /** The end. The code is that of the close frame, the HTTP status of a refused handshake, or {@link LOST}. */
  closed(code: number, reason: string): void;
}

/** Close code of a connection that nobody closed (RFC 6455 §7.4.1). */
const LOST = 1006;

const HANDSHAKE_LIMIT_MS = 10_000;

/** In UTF-8 no character takes more than three bytes of a frame's UTF-16 units. */
const FRAME_LIMIT_BYTES = 3 * FRAME_LIMIT;

/** Unsent bytes. Apps say a handful of short frames a minute: so much unsent means that the connection is dead. */
const UNSENT_LIMIT_BYTES = 256 * 1024;

/** One WebSocket: text in, text out, one word when it is over. */
export class CloudSocket {
  readonly #socket: WebSocket;
  readonly #listener: SocketListener;
  readonly #gone: Promise<void>;
  #over = false;

  constructor(address: string, listener: SocketListener) {
    this.#listener = listener;
    const socket = new WebSocket(address, {
      handshakeTimeout: HANDSHAKE_LIMIT_MS,
      maxPayload: FRAME_LIMIT_BYTES,
      perMessageDeflate: false,
    });
    this.#socket = socket;
    this.#gone = new Promise((gone) => socket.once("close", () => gone()));
    let trouble = "cannot reach the cloud";
    socket.on("open", () => {
      trouble = "connection lost";
      if (!this.#over) listener.opened();
    });
    socket.on("message", (data, isBinary) => {
      if (!this.#over && !isBinary) listener.text(data.toString());
    });
    socket.on("unexpected-response", (_, response) => {
      const status = response.statusCode ?? LOST;
      this.#closed(status, `the cloud answered with HTTP ${status}`);
      socket.terminate();
    });
    // A close follows every error.
    socket.on("error", (problem) => {
      trouble += ` (${"code" in problem ? problem.code : problem.message})`;
    });
    socket.on("close", (code, reason) => this.#closed(code, code === LOST ? trouble : reason.toString()));
  }

  /** Sends a frame after those before it. */
  send(frame: string): void {
    if (this.#over || this.#socket.readyState !== WebSocket.OPEN) return;
    if (this.#socket.bufferedAmount > UNSENT_LIMIT_BYTES) {
      this.#closed(LOST, "the connection is stuck");
      this.abort();
    } else {
      this.#socket.send(frame);
    }
  }

  /** Says good-bye after everything that is still to be sent. Done when the other side has said its own. */
  end(): Promise<void> {
    this.#over = true;
    this.#socket.close(1000);
    return this.#gone;
  }

  /** Cuts the connection. */
  abort(): void {
    this.#over = true;
    this.#socket.terminate();
  }

  #closed(code: number, reason: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#listener.closed(code, reason);
  }
}
