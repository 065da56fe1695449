// What goes over an app's wires. `WireTypes` of the module `contract` wrote this from what its writers write.
// Do not edit it, but renew it:
//   mvn -q test -pl contract -am -Dtest=WireTypesTest -Dsurefire.failIfNoSpecifiedTests=false -DwireTypes=renew

/** Fields that any message may carry beside its own. */
export interface Envelope {
  /** Which app speaks; only apps send it. */
  packageName?: string;
  /** `<userId>-<packageName>` on app wires, the user on glasses wires. */
  sessionId?: string;
  /** When it was written. */
  timestamp?: string;
}

/**
 * First frame of a connection: that of the webhook, one of its own, or one that takes the place of a lost one.
 * Newer clients send package, user and key as headers of the upgrade; the session is then named there too.
 */
export interface ConnectionInit extends Envelope {
  type: "tpa_connection_init";
  sessionId?: string;
  packageName?: string;
  /** A secret. */
  apiKey?: string;
  sdkVersion?: string;
}

/** First frame of a client of the header style that lost its connection and carries on. */
export interface Reconnect extends Envelope {
  type: "reconnect";
  sessionId?: string;
  sdkVersion?: string;
}

/**
 * The full set of what it wants to hear about: after the ack, and whenever it changes. Only the name of the
 * status of local streams matters to this server.
 */
export interface SubscriptionUpdate extends Envelope {
  type: "subscription_update";
  subscriptions: string[];
}

/** Wishes for the picture; whatever is absent, the glasses choose. */
export interface VideoConfig {
  /** Pixels. */
  width?: number;
  /** Pixels. */
  height?: number;
  /** Bits per second. */
  bitrate?: number;
  /** Frames per second. */
  frameRate?: number;
}

/** Wishes for the sound; whatever is absent, the glasses choose. */
export interface AudioConfig {
  /** Bits per second. */
  bitrate?: number;
  /** Samples per second. */
  sampleRate?: number;
  echoCancellation?: boolean;
  noiseSuppression?: boolean;
}

/** Wishes for the stream as a whole. */
export interface StreamConfig {
  /** Seconds after which it ends by itself. */
  durationLimit?: number;
}

/** Where else a managed stream should go. */
export interface RestreamDestination {
  /** Holds the destination's key: a secret. */
  url: string;
  name?: string;
}

/**
 * Start, or join, the user's managed stream; who has a share of it asks so for another limit or more
 * destinations.
 */
export interface ManagedStreamRequest extends Envelope {
  type: "managed_stream_request";
  /** A wish of older clients, `720p` or `1080p`. */
  quality?: string;
  /** Ignored: every stream has WebRTC here. */
  enableWebRTC?: boolean;
  video?: VideoConfig;
  audio?: AudioConfig;
  stream?: StreamConfig;
  restreamDestinations?: RestreamDestination[];
  /** Whether the glasses play sounds at start and stop. */
  sound?: boolean;
}

/** Leave the user's managed stream; the last one to leave ends it. Answered also by who has none. */
export interface ManagedStreamStop extends Envelope {
  type: "managed_stream_stop";
}

/** Have the glasses stream straight to an address of the app's own. */
export interface StreamRequest extends Envelope {
  type: "stream_request";
  /** Empty when the app gave none. */
  streamUrl: string;
  video?: VideoConfig;
  audio?: AudioConfig;
  stream?: StreamConfig;
  sound?: boolean;
}

/** Have the glasses stream straight to an address of the app's own. */
export interface RtmpStreamRequest extends Envelope {
  type: "rtmp_stream_request";
  rtmpUrl: string;
  video?: VideoConfig;
  audio?: AudioConfig;
  stream?: StreamConfig;
  sound?: boolean;
}

/** End that; answered also when there is none. */
export interface StreamStop extends Envelope {
  type: "stream_stop";
  /** The last one that it heard of, which may be another. */
  streamId?: string;
}

/** End that; answered also when there is none. */
export interface RtmpStreamStop extends Envelope {
  type: "rtmp_stream_stop";
  /** The last one that it heard of, which may be another. */
  streamId?: string;
}

/** Ask what runs for the user, at any time. */
export interface StreamStatusCheck extends Envelope {
  type: "stream_status_check";
  /** Comes back in the answer. */
  requestId?: string;
}

/** The app hands the session to another of its instances, or ends it: do not call it back. */
export interface OwnershipRelease extends Envelope {
  type: "ownership_release";
  reason?: string;
}

/** As it likes; answered with a pong. */
export interface Ping extends Envelope {
  type: "ping";
}

/** What a model of glasses has. */
export interface Capabilities {
  modelName: string;
  hasCamera: boolean;
  hasDisplay: boolean;
  hasMicrophone: boolean;
  hasSpeaker: boolean;
  hasIMU: boolean;
  hasButton: boolean;
  hasLight: boolean;
  hasWifi: boolean;
}

/** The session stands: the answer to a good init, before anything else. */
export interface ConnectionAck extends Envelope {
  type: "tpa_connection_ack";
  settings: unknown[];
  mentraosSettings: {
    permissions: {
      /** Whether the app may use it, as clients ask before they do. */
      camera: boolean;
    };
  };
  capabilities?: Capabilities;
}

/** The session goes on: the answer to a reconnect. How the app's stream does follows. */
export interface ReconnectAck extends Envelope {
  type: "reconnect_ack";
  settings: unknown[];
  mentraosSettings: {
    permissions: {
      /** Whether the app may use it, as clients ask before they do. */
      camera: boolean;
    };
  };
  capabilities?: Capabilities;
}

/** There is no session to go on with: begin anew on this socket. */
export interface ReconnectRejected extends Envelope {
  type: "reconnect_rejected";
  /** `SESSION_NOT_FOUND`. */
  code: string;
  message: string;
}

/** Not let in, and the socket closes next, or a frame was not understood. Never about a stream. */
export interface ConnectionError extends Envelope {
  type: "tpa_connection_error";
  /** `INVALID_API_KEY`, `SESSION_NOT_FOUND`, `APP_NOT_STARTED`, `INTERNAL_ERROR` or `MALFORMED_MESSAGE`. */
  code: string;
  message: string;
}

/** The app ends for this user; the socket closes next. */
export interface AppStopped extends Envelope {
  type: "app_stopped";
  /** `user_disabled`, `system_stop`, `error`; to clients of the header style also `replaced` and `not_started`. */
  reason: string;
}

/** Answer to a ping. */
export interface Pong extends Envelope {
  type: "pong";
}

/** How one restream destination does. */
export interface OutputStatus {
  /** Where it leads, without its key: every app that shares the stream sees it; tell outputs apart by name. */
  url: string;
  name?: string;
  status: "active" | "error" | "stopped";
  /** In words, when it is in trouble: why, and when the next attempt is. */
  error?: string;
}

/** What the glasses measured; any part may be missing. */
export interface StreamStats {
  /** Bits per second. */
  bitrate?: number;
  /** Frames per second. */
  fps?: number;
  /** Since the start. */
  droppedFrames?: number;
  /** Seconds since the start. */
  duration?: number;
  /** Pixels. */
  width?: number;
  /** Pixels. */
  height?: number;
}

/**
 * How the managed stream does that this app asked for: as it begins, when it can be watched, with each piece of
 * news from then on, and at the end of the app's share.
 */
export interface ManagedStreamStatus extends Envelope {
  type: "managed_stream_status";
  status: "initializing" | "preparing" | "active" | "stopping" | "stopped" | "error";
  streamId?: string;
  hlsUrl?: string;
  dashUrl?: string;
  /** WHEP, below a second. */
  webrtcUrl?: string;
  /** A page with a player. */
  previewUrl?: string;
  /** A still picture. */
  thumbnailUrl?: string;
  /** In words. */
  message?: string;
  outputs?: OutputStatus[];
  stats?: StreamStats;
  /** Degrees Celsius; travels beside the others, not among them. */
  temperatureC?: number;
  /** Repeated for a client that came back. */
  resumed?: boolean;
  /** How many apps share the stream. */
  activeViewers?: number;
}

/** What the glasses made of the wishes. */
export interface ResolvedConfig {
  /** `whip`, `srt` or `rtmp`. */
  transport?: string;
  video?: {
    /** Pixels. */
    width?: number;
    /** Pixels. */
    height?: number;
    /** Bits per second. */
    bitrate?: number;
    /** Frames per second. */
    frameRate?: number;
    /** Pixels of the camera before scaling. */
    captureWidth?: number;
    /** Pixels of the camera before scaling. */
    captureHeight?: number;
  };
  audio?: AudioConfig;
}

/**
 * How the stream does that goes to this app's own address: each state of the glasses, once. The last one is
 * `stopped`, `error` or `timeout`.
 */
export interface StreamStatus extends Envelope {
  type: "stream_status";
  /** Empty when there is none (a refusal, or a stop of nothing). */
  streamId: string;
  status:
    | "initializing"
    | "connecting"
    | "reconnecting"
    | "streaming"
    | "error"
    | "stopped"
    | "active"
    | "stopping"
    | "disconnected"
    | "timeout"
    | "reconnected"
    | "reconnect_failed"
    | "unknown";
  appId?: string;
  errorDetails?: string;
  stats?: StreamStats;
  /** Degrees Celsius; travels beside the others, not among them. */
  temperatureC?: number;
  resolvedConfig?: ResolvedConfig;
}

/**
 * How the stream does that goes to this app's own address: each state of the glasses, once. The last one is
 * `stopped`, `error` or `timeout`.
 */
export interface RtmpStreamStatus extends Envelope {
  type: "rtmp_stream_status";
  /** Empty when there is none (a refusal, or a stop of nothing). */
  streamId: string;
  status:
    | "initializing"
    | "connecting"
    | "reconnecting"
    | "streaming"
    | "error"
    | "stopped"
    | "active"
    | "stopping"
    | "disconnected"
    | "timeout"
    | "reconnected"
    | "reconnect_failed"
    | "unknown";
  appId?: string;
  errorDetails?: string;
  stats?: StreamStats;
  /** Degrees Celsius; travels beside the others, not among them. */
  temperatureC?: number;
  resolvedConfig?: ResolvedConfig;
}

/** A stream that runs for the user, as an app may know it. */
export interface StreamInfo {
  type: "managed" | "unmanaged";
  streamId: string;
  /** The word of its ManagedState or StreamState. */
  status: string;
  createdAt: string;
  hlsUrl?: string;
  dashUrl?: string;
  /** WHEP, below a second. */
  webrtcUrl?: string;
  /** A page with a player. */
  previewUrl?: string;
  /** A still picture. */
  thumbnailUrl?: string;
  /** How many apps share a managed stream. */
  activeViewers?: number;
  /** Where an unmanaged stream goes. */
  streamUrl?: string;
  rtmpUrl?: string;
  /** Whose an unmanaged stream is. */
  requestingAppId?: string;
}

/** What runs for the user: answer to a check. */
export interface StreamStatusCheckResponse extends Envelope {
  type: "stream_status_check_response";
  requestId?: string;
  hasActiveStream: boolean;
  streamInfo?: StreamInfo;
}

/** What was wanted, and which permission it takes. */
export interface PermissionErrorDetail {
  stream: string;
  requiredPermission: string;
  message: string;
}

/** A permission is missing: beside the error of whatever needed it, and when it is taken away. */
export interface PermissionError extends Envelope {
  type: "permission_error";
  message: string;
  details: PermissionErrorDetail[];
}

/** Please dial in for this user: the app is started, or has vanished and is wanted. */
export interface SessionRequest {
  type: "session_request";
  sessionId: string;
  userId: string;
  timestamp: string;
  /** The socket for newer clients. */
  websocketUrl: string;
  /** The socket for older ones; the two may be used alike. */
  mentraOSWebsocketUrl: string;
  augmentOSWebsocketUrl: string;
}

/** The app ended for this user, and had no socket to be told by. */
export interface StopRequest {
  type: "stop_request";
  sessionId: string;
  userId: string;
  timestamp: string;
  /** `user_disabled`, `system_stop` or `error`. */
  reason: string;
}

/** What an app tells the cloud. */
export type AppToCloud =
  | ConnectionInit
  | Reconnect
  | SubscriptionUpdate
  | ManagedStreamRequest
  | ManagedStreamStop
  | StreamRequest
  | RtmpStreamRequest
  | StreamStop
  | RtmpStreamStop
  | StreamStatusCheck
  | OwnershipRelease
  | Ping;

/** What the cloud tells an app. */
export type CloudToApp =
  | ConnectionAck
  | ReconnectAck
  | ReconnectRejected
  | ConnectionError
  | AppStopped
  | Pong
  | ManagedStreamStatus
  | StreamStatus
  | RtmpStreamStatus
  | StreamStatusCheckResponse
  | PermissionError;

/** What the cloud posts to an app's own HTTP server. */
export type Webhook = SessionRequest | StopRequest;
