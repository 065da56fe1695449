/**
 * What kind of failure it is.
 *
 * - `refused`: the cloud or the glasses said no; `code` may tell which no.
 * - `stopped`: it ended before it could be watched: stopped by the app, or by the cloud.
 * - `timed_out`: nothing decisive was heard in time. A start that ends so is taken back.
 * - `already_streaming`: this session streams, or is about to; stop that first.
 * - `invalid`: what was asked cannot be done, whoever is asked.
 * - `session_ended`: the session is over.
 */
export type FailureKind = "refused" | "stopped" | "timed_out" | "already_streaming" | "invalid" | "session_ended";

/** The cloud begins its words with a code where it has one. */
const CODE = /^([A-Z][A-Z_]{2,40}):/;

/** Why a stream did not start, did not stop or could not be asked about. The message says it in words. */
export class LivestreamError extends Error {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string) {
    super(message);
    this.name = "LivestreamError";
    this.kind = kind;
  }

  /** The cloud's own word for the failure, such as `WIFI_NOT_CONNECTED`, if it gave one. */
  get code(): string | undefined {
    return CODE.exec(this.message)?.[1];
  }
}

/**
 * What kind of end of a session it is.
 *
 * - `closed_by_app`: this app closed it, or itself.
 * - `replaced`: another session of the same app for the same wearer has taken its place.
 * - `stopped_by_cloud`: the wearer or the operator stopped the app, or the server shuts down.
 * - `refused`: the cloud did not accept it: a wrong key, an unknown wearer. Trying again as it is will not help.
 * - `lost`: the connection could not be made, or was lost and could not be made again.
 */
export type EndCause = "closed_by_app" | "replaced" | "stopped_by_cloud" | "refused" | "lost";

/** Why a session is over. */
export interface SessionEnd {
  readonly cause: EndCause;
  /** In words, or in the cloud's one word, such as `user_disabled`. */
  readonly reason: string;
}

/** Why a session could not begin: no server there, a wrong key, an unknown user. The message says it in words. */
export class ConnectionError extends Error {
  /** What kind of end it was, before it began; `lost` may be worth another attempt, `refused` is not. */
  readonly end: EndCause;

  constructor({ cause, reason }: SessionEnd) {
    super(reason);
    this.name = "ConnectionError";
    this.end = cause;
  }
}
