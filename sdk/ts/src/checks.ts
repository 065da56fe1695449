import type { Timer } from "./clock.js";
import { type Deferred, deferred } from "./deferred.js";
import { LivestreamError } from "./errors.js";
import type { ExistingStream } from "./statuses.js";
import type { World } from "./stream-control.js";

/** A question the cloud answers from memory. */
export const CHECK_LIMIT_MS = 5_000;

/** Questions that may be open: more than a few can only be a loop gone wild. */
const MAX_OPEN = 64;

/** Questions to the cloud about what runs, and their answers. */
export class Checks {
  readonly #world: World;
  readonly #open = new Map<string, { answer: Deferred<ExistingStream>; limit: Timer }>();
  #asked = 0;
  #over = false;

  constructor(world: World) {
    this.#world = world;
  }

  ask(): Promise<ExistingStream> {
    const answer = deferred<ExistingStream>();
    if (this.#over) answer.reject(new LivestreamError("session_ended", "The session is over."));
    else if (this.#open.size >= MAX_OPEN) answer.reject(new LivestreamError("invalid", "Too many questions."));
    else {
      const id = `check-${++this.#asked}`;
      this.#open.set(id, { answer, limit: this.#world.clock.after(CHECK_LIMIT_MS, () => this.#tooLate(id)) });
      this.#send(id);
    }
    return answer.promise;
  }

  /** Asks again what may not have arrived. */
  connected(): void {
    for (const id of this.#open.keys()) this.#send(id);
  }

  /** An answer, to the oldest question if it does not say to which. */
  answered(requestId: string | undefined, stream: ExistingStream): void {
    const id = requestId ?? this.#open.keys().next().value;
    if (id !== undefined) this.#take(id)?.resolve(stream);
  }

  over(reason: string): void {
    this.#over = true;
    for (const id of [...this.#open.keys()])
      this.#take(id)?.reject(new LivestreamError("session_ended", `The session ended: ${reason}`));
  }

  #send(id: string): void {
    this.#world.send({ type: "stream_status_check", requestId: id });
  }

  #take(id: string): Deferred<ExistingStream> | undefined {
    const question = this.#open.get(id);
    this.#open.delete(id);
    question?.limit.cancel();
    return question?.answer;
  }

  #tooLate(id: string): void {
    const words = `The cloud did not answer within ${CHECK_LIMIT_MS / 1000} s.`;
    this.#take(id)?.reject(new LivestreamError("timed_out", words));
  }
}
