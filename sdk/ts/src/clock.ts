/** Something that will ring, unless it is taken back. */
export interface Timer {
  cancel(): void;
}

/** Time, so that tests need not wait for it. */
export interface Clock {
  after(ms: number, ring: () => void): Timer;
}

export const realClock: Clock = {
  after(ms, ring) {
    const timer = setTimeout(ring, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};
