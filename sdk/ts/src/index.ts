export type { Camera } from "./camera.js";
export { ConnectionError, type EndCause, type FailureKind, LivestreamError, type SessionEnd } from "./errors.js";
export { MiniApp, type MiniAppOptions } from "./miniapp.js";
export type { ManagedStreamOptions, ManagedStreamResult, StartCall, StreamOptions } from "./options.js";
export type { ConnectionStatus, Session } from "./session.js";
export type {
  ExistingStream,
  LivestreamStatus,
  LocalFailure,
  LocalLivestreamStatus,
  LocalStreamInfo,
  ManagedStreamInfo,
} from "./statuses.js";
export type {
  AudioConfig,
  Capabilities,
  OutputStatus,
  PermissionErrorDetail,
  ResolvedConfig,
  RestreamDestination,
  StreamConfig,
  StreamStats,
  VideoConfig,
} from "./wire.js";
