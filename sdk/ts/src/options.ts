import type { AudioConfig, RestreamDestination, StreamConfig, VideoConfig } from "./wire.js";

/** Wishes for a managed stream. Who joins a stream that runs already gets it as it is. */
export interface ManagedStreamOptions {
  /** Pixels, bits per second, frames per second; what is absent the glasses choose. */
  video?: VideoConfig;
  /** Bits per second, samples per second. */
  audio?: AudioConfig;
  /** A limit in seconds. */
  stream?: StreamConfig;
  /** Where else it should go: `rtmp://`, `rtmps://` or `srt://` addresses with their keys, which are secrets. */
  restreamDestinations?: RestreamDestination[];
  /** Whether the glasses play sounds at start and stop; they do unless told not to. */
  sound?: boolean;
}

/** Wishes for a local stream: the glasses send straight to the app's own address. */
export interface StreamOptions {
  /** `srt://`, `rtmp://`, `rtmps://`, `http://` or `https://` (WHIP); may hold a key. */
  streamUrl: string;
  /** Pixels, bits per second, frames per second; what is absent the glasses choose. */
  video?: VideoConfig;
  /** Bits per second, samples per second. */
  audio?: AudioConfig;
  /** A limit in seconds. */
  stream?: StreamConfig;
  /** Whether the glasses play sounds at start and stop; they do unless told not to. */
  sound?: boolean;
}

/** How a start may be taken back. */
export interface StartCall {
  /**
   * Aborted before the start is answered, it takes the start back: the cloud is told to stop, and the promise fails with
   * the signal's reason. Later it does nothing.
   */
  signal?: AbortSignal;
}

/** Where a managed stream can be watched, from now on. Who has these may watch: treat them as secrets. */
export interface ManagedStreamResult {
  /** WHEP, below a second. */
  webrtcUrl?: string;
  /** An HLS playlist, some seconds. */
  hlsUrl: string;
  /** A DASH manifest, some seconds. */
  dashUrl: string;
  /** A page with a player. */
  previewUrl?: string;
  /** A still picture. */
  thumbnailUrl?: string;
  /** The stream's name; not a secret. */
  streamId: string;
}
