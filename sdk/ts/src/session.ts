import { Camera } from "./camera.js";
import type { Clock } from "./clock.js";
import { deferred } from "./deferred.js";
import { ConnectionError, type SessionEnd } from "./errors.js";
import { type Raw, Fields } from "./fields.js";
import { Handlers, type Log, Turns, guarded } from "./handlers.js";
import { Link, type Terms } from "./link.js";
import type { Outgoing } from "./outgoing.js";
import type {
  Capabilities,
  ConnectionAck,
  ConnectionError as Complaint,
  PermissionError,
  PermissionErrorDetail,
} from "./wire.js";

/** How the connection between a session and the cloud does. */
export type ConnectionStatus =
  /** It stands again after an interruption; streams have gone on meanwhile. */
  | { readonly status: "resumed" }
  /** It was lost and will be tried again under the same session id. Promises wait; their limits go on. */
  | { readonly status: "interrupted"; readonly reason: string; readonly retryInMs: number }
  /**
   * The app lacks a permission, found out by what it has just asked for; that fails as well, with `refused`. The details
   * are what was asked for, and which permission each takes.
   */
  | {
      readonly status: "permission_missing";
      readonly message: string;
      readonly details: readonly PermissionErrorDetail[];
    }
  /**
   * The cloud complains: a frame it did not understand, or, right before the end, a session it does not accept. Never
   * about a stream: see {@link Camera.onLivestreamStatus}.
   */
  | { readonly status: "complaint"; readonly code: string; readonly message: string }
  /** The session is over; nothing follows. */
  | ({ readonly status: "ended" } & SessionEnd);

/** What every session of an app shares. */
export interface Surroundings {
  readonly clock: Clock;
  readonly log: Log;
  readonly startLimitMs: number;
  /** The cloud has accepted it. */
  accepted(session: Session): void;
  /** It is over, if it was accepted; the last of all calls, and waited for. */
  ended(session: Session, end: SessionEnd): unknown;
  /** Its place is free. */
  gone(session: Session): void;
}

/** A clean end is worth this much waiting, not more: it must fit into the seconds a stopped program has. */
const CLOSE_LIMIT_MS = 2_000;

/**
 * One app for one wearer, from the cloud's acceptance to {@link ended}. Connections that are lost in between are made
 * again without the app's help.
 */
export class Session {
  /** `<userId>-<packageName>`. */
  readonly sessionId: string;
  /** E-mail address of the wearer. */
  readonly userId: string;
  /** The camera of the wearer's glasses. */
  readonly camera: Camera;
  /** Why the session is over, when it is, and `onStop` has run; never fails. */
  readonly ended: Promise<SessionEnd>;

  readonly #surroundings: Surroundings;
  readonly #link: Link;
  readonly #turns = new Turns();
  readonly #connectionHandlers: Handlers<ConnectionStatus>;
  readonly #established = deferred<Session>();
  readonly #end = deferred<SessionEnd>();
  #capabilities: Capabilities | undefined;
  #accepted = false;
  #leaving = false;

  /** @internal */
  constructor(userId: string, terms: Terms, surroundings: Surroundings) {
    const { clock, startLimitMs, log } = surroundings;
    this.sessionId = terms.sessionId;
    this.userId = userId;
    this.#surroundings = surroundings;
    this.#connectionHandlers = new Handlers(this.#turns, log);
    this.#link = new Link(terms, clock, {
      up: (ack, again) => this.#up(ack, again),
      down: (reason, retryInMs) => this.#connectionHandlers.tell({ status: "interrupted", reason, retryInMs }),
      heard: (message) => this.#heard(message),
      over: (end) => {
        this.#leaving = true;
        this.#finished(end);
      },
    });
    this.camera = new Camera({ send: (message) => this.#link.send(message), clock, startLimitMs }, this.#turns, log);
    this.ended = this.#end.promise;
  }

  /** What the wearer's glasses have, if the cloud knows it. */
  get capabilities(): Capabilities | undefined {
    return this.#capabilities;
  }

  /**
   * Hears how the connection does, in order.
   *
   * @returns what takes the handler away again
   */
  onConnection(handler: (status: ConnectionStatus) => unknown): () => void {
    return this.#connectionHandlers.add(handler);
  }

  /** Stops this session's streams and ends it. Done when that is said and `onStop` has run, in 2 s at most. */
  async close(): Promise<void> {
    if (!this.#leaving)
      void this.#leave([...this.camera.lastWords(), { type: "ownership_release", reason: "clean_shutdown" }], {
        cause: "closed_by_app",
        reason: "closed by the app",
      });
    const late = deferred<void>();
    const limit = this.#surroundings.clock.after(CLOSE_LIMIT_MS, late.resolve);
    await Promise.race([this.ended, late.promise]);
    limit.cancel();
  }

  /** @internal */
  dial(): void {
    this.#link.dial();
  }

  /**
   * When the cloud has accepted it; fails with {@link ConnectionError} when that is not to be.
   *
   * @internal
   */
  get established(): Promise<Session> {
    return this.#established.promise;
  }

  /**
   * The cloud has ended it by webhook: there is nothing more to say.
   *
   * @internal
   */
  stoppedByCloud(reason: string): void {
    if (!this.#leaving) void this.#leave([], { cause: "stopped_by_cloud", reason });
  }

  /**
   * Makes way for another connection under the same id, whose streams go on. Done when the cloud was told, or cannot be.
   *
   * @internal
   */
  async makeWay(): Promise<void> {
    const release: Outgoing = { type: "ownership_release", reason: "switching_clouds" };
    if (!this.#leaving) await this.#leave([release], { cause: "replaced", reason: "replaced by a new session" });
  }

  async #leave(lastWords: readonly Outgoing[], end: SessionEnd): Promise<void> {
    this.#leaving = true;
    await this.#link.leave(lastWords);
    this.#finished(end);
  }

  #finished(end: SessionEnd): void {
    this.camera.over(end.reason);
    this.#surroundings.gone(this);
    if (!this.#accepted) this.#established.reject(new ConnectionError(end));
    this.#connectionHandlers.tell({ status: "ended", ...end });
    this.#turns.run(() => void this.#lastTurn(end));
  }

  async #lastTurn(end: SessionEnd): Promise<void> {
    const { log } = this.#surroundings;
    if (this.#accepted) await guarded(log, () => this.#surroundings.ended(this, end));
    this.#end.resolve(end);
  }

  #up(ack: Raw, again: boolean): void {
    const capabilities = new Fields<ConnectionAck>(ack).object("capabilities");
    if (capabilities !== undefined) this.#capabilities = readCapabilities(capabilities);
    if (again) this.#connectionHandlers.tell({ status: "resumed" });
    this.camera.connected(again);
    if (again) return;
    this.#accepted = true;
    this.#established.resolve(this);
    this.#surroundings.accepted(this);
  }

  #heard(message: Raw): void {
    switch (message["type"]) {
      case "tpa_connection_error":
      case "connection_error": {
        const from = new Fields<Complaint>(message);
        const code = from.text("code") ?? "";
        this.#connectionHandlers.tell({ status: "complaint", code, message: from.text("message") ?? "" });
        break;
      }
      case "permission_error": {
        const from = new Fields<PermissionError>(message);
        const details = from.objects("details").map(readDetail);
        this.#connectionHandlers.tell({ status: "permission_missing", message: from.text("message") ?? "", details });
        break;
      }
      default:
        this.camera.heard(message);
    }
  }
}

function readDetail(raw: Raw): PermissionErrorDetail {
  const from = new Fields<PermissionErrorDetail>(raw);
  return {
    stream: from.text("stream") ?? "",
    requiredPermission: from.text("requiredPermission") ?? "",
    message: from.text("message") ?? "",
  };
}

function readCapabilities(raw: Raw): Capabilities {
  const from = new Fields<Capabilities>(raw);
  return {
    modelName: from.text("modelName") ?? "",
    hasCamera: from.flag("hasCamera") ?? false,
    hasDisplay: from.flag("hasDisplay") ?? false,
    hasMicrophone: from.flag("hasMicrophone") ?? false,
    hasSpeaker: from.flag("hasSpeaker") ?? false,
    hasIMU: from.flag("hasIMU") ?? false,
    hasButton: from.flag("hasButton") ?? false,
    hasLight: from.flag("hasLight") ?? false,
    hasWifi: from.flag("hasWifi") ?? false,
  };
}
