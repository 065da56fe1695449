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

/** Why a session could not begin: no server there, a wrong key, an unknown user. The message says it in words. */
export class ConnectionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ConnectionError";
  }
}
