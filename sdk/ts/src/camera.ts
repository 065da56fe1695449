import { Checks } from "./checks.js";
import { LivestreamError } from "./errors.js";
import { type Raw, Fields, defined } from "./fields.js";
import { Handlers, type Log, type Turns } from "./handlers.js";
import type { ManagedStreamOptions, ManagedStreamResult, StartCall, StreamOptions } from "./options.js";
import type { Outgoing } from "./outgoing.js";
import {
  type ExistingStream,
  type LivestreamStatus,
  type LocalLivestreamStatus,
  existingStream,
  livestreamStatus,
  localLivestreamStatus,
} from "./statuses.js";
import { type News, StreamControl, type World } from "./stream-control.js";
import type { StreamStatusCheckResponse } from "./wire.js";

const STREAM_URL = /^(rtmps?|srt|https?):\/\/./;

/**
 * The camera of the wearer's glasses.
 *
 * A **managed** stream goes to the cloud, which hands out addresses to watch; any number of apps share it. A **local**
 * stream goes straight to an address of the app's own; while it runs the camera does nothing else. The app needs the
 * `CAMERA` permission for both.
 *
 * Promises fail with {@link LivestreamError}.
 */
export class Camera {
  readonly #managed: StreamControl<ManagedStreamResult>;
  readonly #local: StreamControl<void>;
  readonly #checks: Checks;
  readonly #managedHandlers: Handlers<LivestreamStatus>;
  readonly #localHandlers: Handlers<LocalLivestreamStatus>;
  /** Names of the streams heard of last. */
  #managedId: string | undefined;
  #localId: string | undefined;

  /** @internal */
  constructor(world: World, turns: Turns, log: Log) {
    this.#managed = new StreamControl(world, () => ({ type: "managed_stream_stop" }));
    this.#local = new StreamControl(world, () => this.#localStop());
    this.#checks = new Checks(world);
    this.#managedHandlers = new Handlers(turns, log);
    this.#localHandlers = new Handlers(turns, log);
  }

  /**
   * Starts the wearer's managed stream, or joins the one that runs. A start that was called while a stop waits for its
   * answer begins after that.
   *
   * @returns where to watch, when it can be watched. Fails with `refused` when cloud or glasses say no, `timed_out` after
   *   30 s (see {@link MiniAppOptions.startLimitMs}), `already_streaming`, `stopped` or `session_ended`
   */
  startLivestream(options: ManagedStreamOptions = {}, call: StartCall = {}): Promise<ManagedStreamResult> {
    const { video, audio, stream, restreamDestinations, sound } = options;
    const wishes = defined({ video, audio, stream, restreamDestinations, sound });
    return this.#managed.start({ type: "managed_stream_request", ...wishes }, call.signal);
  }

  /**
   * Leaves the managed stream; the last app to leave ends it. A start that is under way fails with `stopped`.
   *
   * @returns when the cloud confirms, also when nothing ran; fails with `timed_out` when it does not within 5 s
   */
  stopLivestream(): Promise<void> {
    return this.#managed.stop();
  }

  /**
   * Hears every status of the managed stream, in order; those that came before are not repeated.
   *
   * @returns what takes the handler away again
   */
  onLivestreamStatus(handler: (status: LivestreamStatus) => unknown): () => void {
    return this.#managedHandlers.add(handler);
  }

  /**
   * Has the glasses send straight to an address.
   *
   * @returns when the glasses say that they stream; what the receiver gets is the receiver's to see. Fails like
   *   {@link startLivestream}, and with `invalid` when the address begins with none of `srt://`, `rtmp://`, `rtmps://`,
   *   `https://`, `http://`
   */
  startLocalLivestream(options: StreamOptions, call: StartCall = {}): Promise<void> {
    const { streamUrl, video, audio, stream, sound } = options;
    if (!STREAM_URL.test(streamUrl)) {
      const words = "Invalid stream URL: must start with rtmp://, rtmps://, srt://, https://, or http://";
      return Promise.reject(new LivestreamError("invalid", words));
    }
    const wishes = defined({ video, audio, stream, sound });
    return this.#local.start({ type: "stream_request", streamUrl, ...wishes }, call.signal);
  }

  /** Ends the local stream; answered like {@link stopLivestream}. */
  stopLocalLivestream(): Promise<void> {
    return this.#local.stop();
  }

  /**
   * Hears every status of the local stream, in order.
   *
   * @returns what takes the handler away again
   */
  onLocalLivestreamStatus(handler: (status: LocalLivestreamStatus) => unknown): () => void {
    return this.#localHandlers.add(handler);
  }

  /**
   * Asks what runs for the wearer, whichever app started it.
   *
   * @returns the stream, if there is one; fails with `timed_out` after 5 s, or `session_ended`
   */
  checkExistingStream(): Promise<ExistingStream> {
    return this.#checks.ask();
  }

  /**
   * The connection stands, for the first time or again.
   *
   * @internal
   */
  connected(again: boolean): void {
    this.#managed.connected();
    this.#local.connected();
    this.#checks.connected();
    // A cloud that was restarted, or did not wait for us, has no stream of ours and will not say so by itself.
    if (again && (this.#managed.isLive || this.#local.isLive))
      this.#checks.ask().then(
        (found) => this.#compare(found),
        // Whoever does not answer says nothing of the stream either.
        () => undefined,
      );
  }

  #compare({ streamInfo }: ExistingStream): void {
    const runs = (type: "managed" | "unmanaged", streamId: string | undefined) =>
      streamInfo?.type === type && (streamId === undefined || streamInfo.streamId === streamId);
    const message = "Ended while the connection was away.";
    if (!runs("managed", this.#managedId) && this.#managed.vanish())
      this.#managedHandlers.tell({ status: "stopped", message, outputs: [], raw: {} });
    if (!runs("unmanaged", this.#localId) && this.#local.vanish())
      this.#localHandlers.tell({ status: "stopped", ...defined({ streamId: this.#localId }), raw: {} });
  }

  /**
   * A message of the cloud. What was asked is answered first, so that a handler may ask anew.
   *
   * @internal
   */
  heard(raw: Raw): void {
    switch (raw["type"]) {
      case "managed_stream_status": {
        const status = livestreamStatus(raw);
        if (status === undefined) break;
        this.#managedId = status.streamId ?? this.#managedId;
        this.#managed.hear(managedNews(status));
        this.#managedHandlers.tell(status);
        break;
      }
      case "stream_status": {
        const status = localLivestreamStatus(raw);
        this.#localId = status.streamId ?? this.#localId;
        this.#local.hear(localNews(status));
        this.#localHandlers.tell(status);
        break;
      }
      case "stream_status_check_response": {
        const from = new Fields<StreamStatusCheckResponse>(raw);
        const info = from.flag("hasActiveStream") ? from.object("streamInfo") : undefined;
        this.#checks.answered(from.text("requestId"), existingStream(info));
        break;
      }
    }
  }

  /**
   * What ends the streams of this session, before the connection goes.
   *
   * @internal
   */
  lastWords(): Outgoing[] {
    const words: Outgoing[] = [];
    if (this.#managed.isEngaged) words.push({ type: "managed_stream_stop" });
    if (this.#local.isEngaged) words.push(this.#localStop());
    return words;
  }

  /** @internal */
  over(reason: string): void {
    this.#managed.over(reason);
    this.#local.over(reason);
    this.#checks.over(reason);
  }

  #localStop(): Outgoing {
    return { type: "stream_stop", ...defined({ streamId: this.#localId }) };
  }
}

function managedNews(status: LivestreamStatus): News<ManagedStreamResult> {
  switch (status.status) {
    case "initializing":
    case "preparing":
      return { is: "underway" };
    case "active": {
      const { hlsUrl, dashUrl, webrtcUrl, previewUrl, thumbnailUrl, streamId = "" } = status;
      const more = defined({ webrtcUrl, previewUrl, thumbnailUrl });
      return { is: "live", result: { hlsUrl, dashUrl, ...more, streamId } };
    }
    case "stopping":
      return { is: "chatter" };
    case "stopped":
      return { is: "ended", words: status.message ?? "The stream was stopped." };
    case "error":
      return { is: "failed", words: status.message, named: status.streamId !== undefined };
  }
}

function localNews(status: LocalLivestreamStatus): News<void> {
  switch (status.status) {
    case "initializing":
    case "connecting":
      return { is: "underway" };
    case "streaming":
    case "active":
    case "reconnected":
      return { is: "live", result: undefined };
    case "reconnecting":
    case "disconnected":
    case "stopping":
    case "unknown":
      return { is: "chatter" };
    case "stopped":
      return { is: "ended", words: status.errorDetails ?? "The stream was stopped." };
    case "error":
    case "timeout":
    case "reconnect_failed":
      return { is: "failed", words: status.errorDetails, named: status.streamId !== undefined };
  }
}
