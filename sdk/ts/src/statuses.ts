import { type Raw, Fields, defined } from "./fields.js";
import type { ManagedStreamResult } from "./options.js";
import type {
  AudioConfig,
  ManagedStreamStatus,
  OutputStatus,
  ResolvedConfig,
  StreamInfo,
  StreamStats,
  StreamStatus,
} from "./wire.js";

type ManagedState = ManagedStreamStatus["status"];
type LocalState = StreamStatus["status"];

interface Told {
  /** The stream's name, once it has one. */
  readonly streamId?: string;
  /** What the glasses measured. */
  readonly stats?: StreamStats;
  /** The message as it came. Empty when the SDK says it itself: a stream that was gone when the connection came back. */
  readonly raw: Raw;
}

interface ManagedTold extends Told {
  /** What happened, in words. */
  readonly message?: string;
  /** The restream destinations, each with its own state. */
  readonly outputs: readonly OutputStatus[];
}

/**
 * How the managed stream does. `initializing` means wait (also after an interruption), `active` means watch, `stopped`
 * and `error` are the end of this stream for this app. An `active` that says not where to watch is told as `preparing`.
 */
export type LivestreamStatus =
  | (ManagedTold & { readonly status: Exclude<ManagedState, "active" | "error"> })
  | (ManagedTold & Readonly<Omit<ManagedStreamResult, "streamId">> & { readonly status: "active" })
  | (ManagedTold & { readonly status: "error"; readonly message: string });

interface LocalTold extends Told {
  /** What went wrong, in words or in one. */
  readonly errorDetails?: string;
  /** What the glasses made of the wishes, once they have said it. */
  readonly resolvedConfig?: ResolvedConfig;
}

/** The states of a local stream that are failures. */
export type LocalFailure = "error" | "timeout" | "reconnect_failed";

/** How the local stream does, as the glasses tell it. */
export type LocalLivestreamStatus =
  | (LocalTold & { readonly status: Exclude<LocalState, LocalFailure> })
  | (LocalTold & { readonly status: LocalFailure; readonly errorDetails: string });

interface StreamKnown {
  /** The stream's name. */
  readonly streamId: string;
  /** The word of its state. */
  readonly status: string;
  /** When it began, as an ISO 8601 time. */
  readonly createdAt: string;
}

/** A managed stream that runs, with its addresses if it can be watched now. */
export interface ManagedStreamInfo extends StreamKnown, Partial<Omit<ManagedStreamResult, "streamId">> {
  readonly type: "managed";
  /** How many apps share it. */
  readonly activeViewers?: number;
}

/** A local stream that runs. */
export interface LocalStreamInfo extends StreamKnown {
  readonly type: "unmanaged";
  /** Where it goes; without its key if it is another app's. */
  readonly streamUrl?: string;
  /** Whose it is. */
  readonly requestingAppId?: string;
}

/** What runs for the wearer, whoever started it. */
export type ExistingStream =
  | { readonly hasActiveStream: false; readonly streamInfo?: never }
  | { readonly hasActiveStream: true; readonly streamInfo: ManagedStreamInfo | LocalStreamInfo };

/** Every word that each wire knows; the types see to it that none is forgotten. */
const MANAGED_STATES: Record<ManagedState, true> = {
  initializing: true,
  preparing: true,
  active: true,
  stopping: true,
  stopped: true,
  error: true,
};
const LOCAL_STATES: Record<LocalState, true> = {
  initializing: true,
  connecting: true,
  reconnecting: true,
  streaming: true,
  error: true,
  stopped: true,
  active: true,
  stopping: true,
  disconnected: true,
  timeout: true,
  reconnected: true,
  reconnect_failed: true,
  unknown: true,
};

function isOneOf<S extends string>(states: Record<S, true>, word: string | undefined): word is S {
  return word !== undefined && Object.hasOwn(states, word);
}

/** Nothing for a state that does not exist. */
export function livestreamStatus(raw: Raw): LivestreamStatus | undefined {
  const from = new Fields<ManagedStreamStatus>(raw);
  const status = from.text("status");
  if (!isOneOf(MANAGED_STATES, status)) return undefined;
  const told = {
    ...defined({ streamId: from.text("streamId"), message: from.text("message"), stats: stats(from.object("stats")) }),
    outputs: from.objects("outputs").map(output),
    raw,
  };
  if (status === "active") {
    const { hlsUrl, dashUrl, ...others } = urls(from);
    if (hlsUrl === undefined || dashUrl === undefined) return { ...told, status: "preparing" };
    return { ...told, status, hlsUrl, dashUrl, ...others };
  }
  if (status === "error") return { ...told, status, message: told.message ?? "Managed stream failed" };
  return { ...told, status };
}

export function localLivestreamStatus(raw: Raw): LocalLivestreamStatus {
  const from = new Fields<StreamStatus>(raw);
  const word = from.text("status");
  const status = isOneOf(LOCAL_STATES, word) ? word : "unknown";
  const told = {
    ...defined({
      streamId: from.text("streamId"),
      errorDetails: from.text("errorDetails"),
      stats: stats(from.object("stats")),
      resolvedConfig: resolvedConfig(from.object("resolvedConfig")),
    }),
    raw,
  };
  if (status === "error" || status === "timeout" || status === "reconnect_failed")
    return { ...told, status, errorDetails: told.errorDetails ?? "Stream failed" };
  return { ...told, status };
}

export function existingStream(raw: Raw | undefined): ExistingStream {
  if (raw === undefined) return { hasActiveStream: false };
  const from = new Fields<StreamInfo>(raw);
  const known = {
    streamId: from.text("streamId") ?? "",
    status: from.text("status") ?? "",
    createdAt: from.text("createdAt") ?? "",
  };
  const streamInfo: ManagedStreamInfo | LocalStreamInfo =
    from.text("type") === "managed"
      ? {
          type: "managed",
          ...known,
          ...urls(from),
          ...defined({ activeViewers: from.number("activeViewers") }),
        }
      : {
          type: "unmanaged",
          ...known,
          ...defined({
            streamUrl: from.text("streamUrl") ?? from.text("rtmpUrl"),
            requestingAppId: from.text("requestingAppId"),
          }),
        };
  return { hasActiveStream: true, streamInfo };
}

function urls(from: Fields<StreamInfo> | Fields<ManagedStreamStatus>): Partial<Omit<ManagedStreamResult, "streamId">> {
  return defined({
    webrtcUrl: from.text("webrtcUrl"),
    hlsUrl: from.text("hlsUrl"),
    dashUrl: from.text("dashUrl"),
    previewUrl: from.text("previewUrl"),
    thumbnailUrl: from.text("thumbnailUrl"),
  });
}

function output(raw: Raw): OutputStatus {
  const from = new Fields<OutputStatus>(raw);
  const status = from.text("status");
  return {
    url: from.text("url") ?? "",
    status: status === "active" || status === "stopped" ? status : "error",
    ...defined({ name: from.text("name"), error: from.text("error") }),
  };
}

function stats(raw: Raw | undefined): StreamStats | undefined {
  if (raw === undefined) return undefined;
  const from = new Fields<StreamStats>(raw);
  return defined({
    bitrate: from.number("bitrate"),
    fps: from.number("fps"),
    droppedFrames: from.number("droppedFrames"),
    duration: from.number("duration"),
    width: from.number("width"),
    height: from.number("height"),
  });
}

function resolvedConfig(raw: Raw | undefined): ResolvedConfig | undefined {
  if (raw === undefined) return undefined;
  const from = new Fields<ResolvedConfig>(raw);
  return defined({
    transport: from.text("transport"),
    video: resolvedVideo(from.object("video")),
    audio: audio(from.object("audio")),
  });
}

function resolvedVideo(raw: Raw | undefined): ResolvedConfig["video"] {
  if (raw === undefined) return undefined;
  const from = new Fields<NonNullable<ResolvedConfig["video"]>>(raw);
  return defined({
    width: from.number("width"),
    height: from.number("height"),
    bitrate: from.number("bitrate"),
    frameRate: from.number("frameRate"),
    captureWidth: from.number("captureWidth"),
    captureHeight: from.number("captureHeight"),
  });
}

function audio(raw: Raw | undefined): AudioConfig | undefined {
  if (raw === undefined) return undefined;
  const from = new Fields<AudioConfig>(raw);
  return defined({
    bitrate: from.number("bitrate"),
    sampleRate: from.number("sampleRate"),
    echoCancellation: from.flag("echoCancellation"),
    noiseSuppression: from.flag("noiseSuppression"),
  });
}
