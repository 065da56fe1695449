import { type Clock, realClock } from "./clock.js";
import { ConnectionError, type SessionEnd } from "./errors.js";
import { type Raw, Fields } from "./fields.js";
import { type Log, guarded } from "./handlers.js";
import { Session, type Surroundings } from "./session.js";
import { WebhookServer } from "./webhook-server.js";
import type { SessionRequest, StopRequest } from "./wire.js";

/** Settings of an app. */
export interface MiniAppOptions {
  /** As the cloud knows it, such as `org.example.watch`. */
  packageName: string;
  /** As the cloud gave it: a secret. */
  apiKey: string;
  /** Called with each new session; it may take as long as it likes. */
  onSession?: (session: Session) => unknown;
  /** Called when a session is over, with the reason, after every other handler of that session. */
  onStop?: (session: Session, end: SessionEnd) => unknown;
  /** Session requests that name another server than this one are refused. */
  cloud?: string | URL;
  /** How long a start may take, from the call to `active`; 30 s unless said otherwise. */
  startLimitMs?: number;
  /** Where the SDK tells what went wrong in handlers; standard error unless said otherwise. */
  log?: Log;
}

const APP_PATH = "/app-ws";

/** Sessions at a time; the webhook is open to strangers. */
const MAX_SESSIONS = 10_000;

/**
 * Lost connections of a session that the cloud asked for are tried for about a minute: the cloud, if it still wants the
 * app, asks again.
 */
const WEBHOOK_ATTEMPTS = 6;

/** Nobody asks again for a session that the app made itself. */
const DIAL_OUT_ATTEMPTS = Number.POSITIVE_INFINITY;

const START_LIMIT_MS = 30_000;

/**
 * An app for smart glasses.
 *
 * ```ts
 * const app = new MiniApp({ packageName: "org.example.watch", apiKey });
 * const session = await app.connect("ws://localhost:8080", "wearer@example.org");
 * session.camera.onLivestreamStatus((status) => console.log(status.status));
 * const urls = await session.camera.startLivestream();
 * console.log(urls.previewUrl);
 * ```
 *
 * Sessions come in two ways: the cloud asks for one by webhook ({@link listen}), or the app dials out ({@link connect}),
 * for which it needs no public address. The program runs until sessions and webhook are closed.
 */
export class MiniApp {
  /** The app's name. */
  readonly packageName: string;

  readonly #apiKey: string;
  readonly #cloud: URL | undefined;
  readonly #log: Log;
  readonly #surroundings: Surroundings;
  readonly #sessions = new Map<string, Session>();
  #server: WebhookServer | undefined;
  #closed = false;

  /** It does nothing until it listens or connects. */
  constructor(options: MiniAppOptions);
  /** @internal */
  constructor(options: MiniAppOptions, clock: Clock);
  constructor(options: MiniAppOptions, clock: Clock = realClock) {
    const {
      packageName,
      apiKey,
      onSession,
      onStop,
      cloud,
      startLimitMs = START_LIMIT_MS,
      log = toStandardError,
    } = options;
    if (packageName.trim() === "" || apiKey.trim() === "")
      throw new TypeError("an app needs a package name and an API key");
    if (!(startLimitMs > 0)) throw new RangeError(`startLimitMs is not positive: ${startLimitMs}`);
    this.packageName = packageName;
    this.#apiKey = apiKey;
    this.#cloud = cloud === undefined ? undefined : appSocket(cloud);
    this.#log = log;
    this.#surroundings = {
      clock,
      log,
      startLimitMs,
      accepted: (session) => void guarded(log, () => onSession?.(session)),
      ended: (session, end) => onStop?.(session, end),
      gone: (session) => {
        if (this.#sessions.get(session.sessionId) === session) this.#sessions.delete(session.sessionId);
      },
    };
  }

  /** Sessions the cloud has been asked for and that are not over. */
  get sessions(): Session[] {
    return [...this.#sessions.values()];
  }

  /**
   * Makes a session by dialling the cloud. From the first success on, lost connections are made again. A session that
   * this app has for the wearer is replaced; streams go on.
   *
   * @param server `ws://`, `wss://`, `http://` or `https://` address of the cloud; its path may be left out
   * @param userEmail the wearer, whom the cloud must know
   * @returns the session, when the cloud has accepted it; fails with {@link ConnectionError}
   */
  async connect(server: string | URL, userEmail: string): Promise<Session> {
    return this.#open(`${userEmail}-${this.packageName}`, userEmail, appSocket(server), DIAL_OUT_ATTEMPTS);
  }

  /**
   * Starts an HTTP server for the cloud's `POST /webhook`; answers `GET /health` too.
   *
   * The webhook is told where to dial, and the API key goes there. Name the cloud ({@link MiniAppOptions.cloud}) unless
   * nobody else can reach the port.
   *
   * @param port 0 for any free one
   * @param host one of this machine's addresses; all of them unless said otherwise
   * @returns the port
   */
  async listen(port: number, host?: string): Promise<number> {
    if (this.#closed || this.#server !== undefined) throw new Error(this.#closed ? "closed" : "listens already");
    this.#server = new WebhookServer({
      health: () => ({ app: this.packageName, activeSessions: this.#sessions.size }),
      asked: (request) => this.#asked(request),
      stopped: (request) => this.#stopped(request),
    });
    try {
      return await this.#server.listen(port, host);
    } catch (problem) {
      this.#server = undefined;
      throw problem;
    }
  }

  /** Ends every session and its streams, and stops listening. Done when that is said, in 2 s at most. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#server?.close();
    await Promise.all(this.sessions.map((session) => session.close()));
  }

  async #open(sessionId: string, userId: string, address: URL, attempts: number): Promise<Session> {
    if (this.#closed) throw new ConnectionError({ cause: "closed_by_app", reason: "the app is closed" });
    const before = this.#sessions.get(sessionId);
    if (before === undefined && this.#sessions.size >= MAX_SESSIONS)
      throw new ConnectionError({ cause: "refused", reason: "too many sessions" });
    const { packageName } = this;
    const terms = { address: address.href, sessionId, packageName, apiKey: this.#apiKey, attempts };
    const session = new Session(userId, terms, this.#surroundings);
    this.#sessions.set(sessionId, session);
    if (before === undefined) session.dial();
    else void before.makeWay().then(() => session.dial());
    return session.established;
  }

  async #asked(raw: Raw): Promise<void> {
    const request = new Fields<SessionRequest>(raw);
    const named =
      request.text("websocketUrl") ?? request.text("mentraOSWebsocketUrl") ?? request.text("augmentOSWebsocketUrl");
    const address = appSocket(named ?? "");
    if (this.#cloud !== undefined && this.#cloud.origin !== address.origin) {
      this.#log(`refused a session request that names ${address.host} as the cloud`);
      throw new ConnectionError({ cause: "refused", reason: "not this app's cloud" });
    }
    const userId = request.text("userId") ?? "";
    await this.#open(request.text("sessionId") ?? "", userId, address, WEBHOOK_ATTEMPTS);
  }

  #stopped(raw: Raw): void {
    const request = new Fields<StopRequest>(raw);
    this.#sessions.get(request.text("sessionId") ?? "")?.stoppedByCloud(request.text("reason") ?? "stopped");
  }
}

/**
 * The socket for apps at this address.
 *
 * @internal
 */
export function appSocket(server: string | URL): URL {
  if (!URL.canParse(server.toString())) throw new TypeError(`not an address: ${server}`);
  const address = new URL(server);
  const scheme = { "ws:": "ws:", "http:": "ws:", "wss:": "wss:", "https:": "wss:" }[address.protocol];
  if (scheme === undefined) throw new TypeError(`not a ws://, wss://, http:// or https:// address: ${server}`);
  const path = address.pathname === "/" ? APP_PATH : address.pathname;
  return new URL(`${scheme}//${address.host}${path}`);
}

function toStandardError(words: string, cause?: unknown): void {
  console.error(`glasscast: ${words}`, ...(cause === undefined ? [] : [cause]));
}
