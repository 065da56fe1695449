import type { Clock, Timer } from "../src/clock.js";
import { soon } from "./mailbox.js";

type Wanted = number | ((ms: number) => boolean);

/** Timers that ring when a test says so. */
export class ManualClock implements Clock {
  readonly #set = new Map<Timer, { ms: number; ring: () => void }>();
  #changed: (() => void)[] = [];

  after(ms: number, ring: () => void): Timer {
    const timer: Timer = { cancel: () => void this.#set.delete(timer) };
    this.#set.set(timer, { ms, ring });
    for (const look of this.#changed.splice(0)) look();
    return timer;
  }

  isSet(wanted: Wanted): boolean {
    return this.#find(wanted) !== undefined;
  }

  /** Rings the timer of this length, as soon as it is set. */
  async ring(wanted: Wanted): Promise<void> {
    for (let found = this.#find(wanted); ; found = this.#find(wanted)) {
      if (found !== undefined) {
        found[0].cancel();
        found[1].ring();
        return;
      }
      await soon(new Promise<void>((look) => this.#changed.push(look)), `a timer of ${wanted}`);
    }
  }

  #find(wanted: Wanted): [Timer, { ms: number; ring: () => void }] | undefined {
    return [...this.#set].find(([, { ms }]) => (typeof wanted === "number" ? ms === wanted : wanted(ms)));
  }
}
