import type { Clock, Timer } from "./clock.js";
import { type Deferred, deferred } from "./deferred.js";
import { type FailureKind, LivestreamError } from "./errors.js";
import type { Outgoing } from "./outgoing.js";

/** What a status means for what was asked. */
export type News<R> =
  /** Being worked on. */
  | { readonly is: "underway" }
  | { readonly is: "live"; readonly result: R }
  /** Ended, or never was. */
  | { readonly is: "ended"; readonly words: string }
  /** Ended because something is wrong; `named` is whether it says of which stream, which refusals do not. */
  | { readonly is: "failed"; readonly words: string; readonly named: boolean }
  /** Nothing. */
  | { readonly is: "chatter" };

/** What connects it to the world. */
export interface World {
  readonly send: (message: Outgoing) => void;
  readonly clock: Clock;
  readonly startLimitMs: number;
}

/** A start. */
interface Call<R> {
  readonly request: Outgoing;
  readonly answer: Deferred<R>;
  readonly limit: Timer;
  /** The signal is not listened to any more. */
  readonly unlisten: () => void;
}

type State<R> =
  | { readonly is: "idle" }
  /**
   * Asked for. `heardOf` is whether the cloud has spoken of it; a `stopped` before that answers an earlier stop, and an
   * error that names a stream is a message missed earlier.
   */
  | { readonly is: "starting"; readonly call: Call<R>; heardOf: boolean }
  | { readonly is: "live" }
  /** Until the cloud answers; `next` is the start that follows. */
  | { readonly is: "stopping"; readonly answer: Deferred<void>; readonly limit: Timer; next: Call<R> | undefined }
  | { readonly is: "over" };

/** A cloud answers a stop at once; an unanswered one must not hold up the next start for long. */
export const STOP_LIMIT_MS = 5_000;

/**
 * One kind of stream of one session: what was asked for, and what came of it.
 *
 * Statuses carry no word of which request they answer, so a start waits until the stop before it was answered.
 *
 * @typeParam R what a start is answered with
 */
export class StreamControl<R> {
  readonly #world: World;
  readonly #stopMessage: () => Outgoing;
  #state: State<R> = { is: "idle" };

  /** @param stopMessage writes the message that ends it */
  constructor(world: World, stopMessage: () => Outgoing) {
    this.#world = world;
    this.#stopMessage = stopMessage;
  }

  /** Asks for a stream. Fails when there is, or will be, one already. */
  start(request: Outgoing, signal: AbortSignal | undefined): Promise<R> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const state = this.#state;
    if (state.is === "over") return failed("session_ended", "The session is over.");
    if (state.is !== "idle" && (state.is !== "stopping" || state.next !== undefined))
      return failed("already_streaming", "Already streaming. Stop the current stream before starting a new one.");
    const abort = () => this.#takeBack(call, signal?.reason);
    signal?.addEventListener("abort", abort);
    const { startLimitMs, clock } = this.#world;
    const words = `The stream could not be watched within ${startLimitMs / 1000} s.`;
    const call: Call<R> = {
      request,
      answer: deferred<R>(),
      limit: clock.after(startLimitMs, () => this.#takeBack(call, new LivestreamError("timed_out", words))),
      unlisten: () => signal?.removeEventListener("abort", abort),
    };
    if (state.is === "stopping") state.next = call;
    else this.#begin(call);
    return call.answer.promise;
  }

  /** Asks for the end, whether or not anything runs. */
  stop(): Promise<void> {
    const state = this.#state;
    switch (state.is) {
      case "over":
        return Promise.resolve();
      case "stopping":
        this.#refuseNext(state, "stopped", "Stopped before it began.");
        return state.answer.promise;
      case "starting":
        reject(state.call, new LivestreamError("stopped", "Stopped before it could be watched."));
        return this.#leave();
      case "idle":
      case "live":
        return this.#leave();
    }
  }

  /** Takes in what the cloud says. */
  hear(news: News<R>): void {
    const state = this.#state;
    switch (news.is) {
      case "underway":
        if (state.is === "starting") state.heardOf = true;
        break;
      case "live":
        if (state.is !== "starting") break;
        this.#state = { is: "live" };
        release(state.call);
        state.call.answer.resolve(news.result);
        break;
      case "ended":
        if (state.is !== "starting" || state.heardOf) this.#end("stopped", news.words);
        break;
      case "failed":
        if (state.is !== "starting" || state.heardOf || !news.named) this.#end("refused", news.words);
        break;
      case "chatter":
        break;
    }
  }

  /**
   * Says again what the cloud may have missed while the connection was away. A start that it has heard already is a
   * wish to join, and answered with how things are.
   */
  connected(): void {
    if (this.#state.is === "starting") this.#begin(this.#state.call);
    else if (this.#state.is === "stopping") this.#world.send(this.#stopMessage());
  }

  get isLive(): boolean {
    return this.#state.is === "live";
  }

  /** Whether the cloud holds, or may hold, a stream for this session. */
  get isEngaged(): boolean {
    return this.#state.is === "starting" || this.#state.is === "live";
  }

  /** The cloud, asked after an interruption, knows of no such stream. Says whether it was live until then. */
  vanish(): boolean {
    if (!this.isLive) return false;
    this.#state = { is: "idle" };
    return true;
  }

  /** Nothing is sent or heard any more. A stop that waits has what it wants: with a session its streams end. */
  over(reason: string): void {
    const state = this.#state;
    const words = `The session ended: ${reason}`;
    this.#state = { is: "over" };
    if (state.is === "starting") reject(state.call, new LivestreamError("session_ended", words));
    if (state.is !== "stopping") return;
    this.#refuseNext(state, "session_ended", words);
    state.limit.cancel();
    state.answer.resolve();
  }

  #begin(call: Call<R>): void {
    this.#state = { is: "starting", call, heardOf: false };
    this.#world.send(call.request);
  }

  #leave(): Promise<void> {
    this.#world.send(this.#stopMessage());
    const answer = deferred<void>();
    const limit = this.#world.clock.after(STOP_LIMIT_MS, () => this.#unanswered());
    this.#state = { is: "stopping", answer, limit, next: undefined };
    return answer.promise;
  }

  #end(kind: FailureKind, words: string): void {
    const state = this.#state;
    if (state.is === "starting" || state.is === "live") this.#state = { is: "idle" };
    if (state.is === "starting") reject(state.call, new LivestreamError(kind, words));
    if (state.is !== "stopping") return;
    state.limit.cancel();
    this.#stopped(state.next);
    state.answer.resolve();
  }

  #stopped(next: Call<R> | undefined): void {
    if (next === undefined) this.#state = { is: "idle" };
    else this.#begin(next);
  }

  #unanswered(): void {
    const state = this.#state;
    if (state.is !== "stopping") return;
    this.#stopped(state.next);
    const words = `The cloud did not confirm the stop within ${STOP_LIMIT_MS / 1000} s.`;
    state.answer.reject(new LivestreamError("timed_out", words));
  }

  /** Too late, or not wanted any more: a start that was answered never comes here. */
  #takeBack(call: Call<R>, reason: unknown): void {
    const state = this.#state;
    if (state.is === "stopping" && state.next === call) state.next = undefined;
    // Nobody waits for the stop but the next start.
    else if (state.is === "starting" && state.call === call) this.#leave().catch(() => undefined);
    reject(call, reason);
  }

  #refuseNext(state: State<R> & { is: "stopping" }, kind: FailureKind, words: string): void {
    if (state.next !== undefined) reject(state.next, new LivestreamError(kind, words));
    state.next = undefined;
  }
}

function release(call: Pick<Call<unknown>, "limit" | "unlisten">): void {
  call.limit.cancel();
  call.unlisten();
}

function reject<R>(call: Call<R>, reason: unknown): void {
  release(call);
  call.answer.reject(reason);
}

function failed(kind: FailureKind, words: string): Promise<never> {
  return Promise.reject(new LivestreamError(kind, words));
}
