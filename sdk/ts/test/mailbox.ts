/** For what takes milliseconds on an idle machine. Nothing here measures time by failing. */
const PATIENCE_MS = 30_000;

/** What comes of it, in a while at most. */
export async function soon<T>(promise: Promise<T>, what = "an answer"): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What came, in order, for one reader who waits. */
export class Mailbox<T> {
  readonly #letters: T[] = [];
  #reader: ((letter: T) => void) | undefined;

  put(letter: T): void {
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader === undefined) this.#letters.push(letter);
    else reader(letter);
  }

  next(what = "a letter"): Promise<T> {
    const letter = this.#letters.shift();
    if (letter !== undefined) return Promise.resolve(letter);
    return soon(new Promise<T>((resolve) => (this.#reader = resolve)), what);
  }

  get isEmpty(): boolean {
    return this.#letters.length === 0;
  }
}
