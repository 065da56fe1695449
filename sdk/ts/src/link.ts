import { backoffMs } from "./backoff.js";
import type { Clock, Timer } from "./clock.js";
import { CloudSocket } from "./cloud-socket.js";
import type { EndCause, SessionEnd } from "./errors.js";
import { type Raw, Fields, parseObject } from "./fields.js";
import { type Outgoing, type Speaker, frame } from "./outgoing.js";
import type { AppStopped, ConnectionError } from "./wire.js";

/** Who hears of a link. */
export interface LinkOwner {
  /** The cloud has accepted the session, anew or again. */
  up(ack: Raw, again: boolean): void;
  down(reason: string, retryInMs: number): void;
  /** Whatever is not about the connection itself. */
  heard(message: Raw): void;
  /** For good; nothing follows. */
  over(end: SessionEnd): void;
}

/** Where to dial, and as whom. */
export interface Terms extends Speaker {
  readonly address: string;
  readonly apiKey: string;
  /** How often in a row a lost connection is tried again before the session is given up. */
  readonly attempts: number;
}

type Phase = "dialling" | "shaking_hands" | "up" | "waiting" | "over";

const SUBSCRIPTIONS = ["managed_stream_status", "stream_status"];

/** A cloud that accepts sockets and says nothing is not one. */
export const ACK_LIMIT_MS = 10_000;

/** Also how soon a connection is found dead of which nobody told us. */
export const PING_EVERY_MS = 15_000;

/** Pings in a row that may go unanswered: one may cross a pause of the cloud, two mean that nobody is there. */
const SILENT_PINGS = 2;

/** After our good-bye the cloud has this long to say its own. */
const GOODBYE_LIMIT_MS = 1_000;

/** The connection of one session: handshake, pings, and new connections under the same session id when one is lost. */
export class Link {
  readonly #terms: Terms;
  readonly #clock: Clock;
  readonly #owner: LinkOwner;
  #phase: Phase = "waiting";
  /** Each phase waits for one thing at most. */
  #alarm: Timer | undefined;
  #socket: CloudSocket | undefined;
  #wasUp = false;
  #attempt = 0;
  #silentPings = 0;
  #complaint = "";

  constructor(terms: Terms, clock: Clock, owner: LinkOwner) {
    this.#terms = terms;
    this.#clock = clock;
    this.#owner = owner;
  }

  dial(): void {
    if (this.#phase === "over") return;
    this.#enter("dialling");
    this.#complaint = "";
    this.#socket = new CloudSocket(this.#terms.address, {
      opened: () => this.#opened(),
      text: (text) => this.#text(text),
      closed: (code, reason) => this.#closed(code, reason),
    });
  }

  /** Sends now, or not at all: after an interruption the camera says again what still matters. */
  send(message: Outgoing): void {
    if (this.#phase === "up") this.#write(message);
  }

  /**
   * Ends it from this side. Done when the cloud has heard all of it, or had its time to.
   *
   * @param last messages to go before the good-bye, if there is anybody to hear them
   */
  async leave(last: readonly Outgoing[]): Promise<void> {
    const socket = this.#socket;
    const phase = this.#phase;
    if (phase === "up") for (const message of last) this.#write(message);
    this.#finish();
    // A socket that is still opening has nothing to say good-bye to.
    if (phase === "dialling") socket?.abort();
    else if (socket !== undefined) await this.#sayGoodbye(socket);
  }

  #opened(): void {
    this.#enter("shaking_hands");
    const { apiKey } = this.#terms;
    this.#write({ type: "tpa_connection_init", apiKey });
    this.#alarm = this.#clock.after(ACK_LIMIT_MS, () => this.#lost("the cloud does not answer the handshake"));
  }

  #text(text: string): void {
    this.#silentPings = 0;
    const message = parseObject(text);
    if (message === undefined) return;
    switch (message["type"]) {
      case "tpa_connection_ack":
      case "reconnect_ack":
        this.#accepted(message);
        break;
      case "app_stopped": {
        const socket = this.#socket;
        if (socket !== undefined) void this.#sayGoodbye(socket);
        const reason = new Fields<AppStopped>(message).text("reason") ?? "stopped";
        this.#finishAndTell(reason === "replaced" ? "replaced" : "stopped_by_cloud", reason);
        break;
      }
      case "tpa_connection_error":
      case "connection_error": {
        const from = new Fields<ConnectionError>(message);
        this.#complaint = [from.text("code"), from.text("message")].filter((words) => words !== undefined).join(": ");
        this.#owner.heard(message);
        break;
      }
      default:
        this.#owner.heard(message);
    }
  }

  #closed(code: number, reason: string): void {
    const explained = this.#complaint !== "" && (this.#phase === "shaking_hands" || code === 1008 || code === 1011);
    const why = explained ? this.#complaint : reason || `the cloud closed the connection (${code})`;
    if (endsTheSession(code, reason)) this.#finishAndTell(causeOf(code, reason), why);
    else this.#lost(why);
  }

  #accepted(ack: Raw): void {
    if (this.#phase !== "shaking_hands") return;
    this.#enter("up");
    const again = this.#wasUp;
    this.#wasUp = true;
    this.#attempt = 0;
    this.#silentPings = 0;
    this.#write({ type: "subscription_update", subscriptions: SUBSCRIPTIONS });
    this.#alarm = this.#clock.after(PING_EVERY_MS, () => this.#ping());
    this.#owner.up(ack, again);
  }

  #ping(): void {
    if (this.#silentPings++ >= SILENT_PINGS) {
      this.#lost("the cloud has fallen silent");
      return;
    }
    this.#write({ type: "ping" });
    this.#alarm = this.#clock.after(PING_EVERY_MS, () => this.#ping());
  }

  #lost(why: string): void {
    this.#socket?.abort();
    this.#socket = undefined;
    // A first connection that fails is the caller's to know at once: most likely the address is wrong.
    if (!this.#wasUp || this.#attempt >= this.#terms.attempts) {
      this.#finishAndTell("lost", why);
      return;
    }
    this.#enter("waiting");
    const waitMs = backoffMs(++this.#attempt, Math.random());
    this.#alarm = this.#clock.after(waitMs, () => this.dial());
    this.#owner.down(why, waitMs);
  }

  async #sayGoodbye(socket: CloudSocket): Promise<void> {
    const limit = this.#clock.after(GOODBYE_LIMIT_MS, () => socket.abort());
    await socket.end();
    limit.cancel();
  }

  #finishAndTell(cause: EndCause, reason: string): void {
    this.#finish();
    this.#owner.over({ cause, reason });
  }

  #finish(): void {
    this.#enter("over");
    this.#socket = undefined;
  }

  #enter(next: Phase): void {
    this.#alarm?.cancel();
    this.#alarm = undefined;
    this.#phase = next;
  }

  #write(message: Outgoing): void {
    this.#socket?.send(frame(message, this.#terms));
  }
}

/** The cloud's last words, as its clients have always read them; and a refusal at the door. */
function endsTheSession(code: number, reason: string): boolean {
  return code === 1000 || isRefusal(code) || reason.includes("App stopped") || reason.includes("User session ended");
}

function isRefusal(code: number): boolean {
  return code === 1008 || code === 401 || code === 403;
}

function causeOf(code: number, reason: string): EndCause {
  if (isRefusal(code)) return "refused";
  return reason.startsWith("Replaced") ? "replaced" : "stopped_by_cloud";
}
