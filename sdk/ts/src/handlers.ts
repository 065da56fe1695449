/** What the SDK says of itself: strangers' code that failed, a webhook that was refused. */
export type Log = (words: string, cause?: unknown) => void;

/** Runs an app's own code, which may fail now or later: that is told, and ends there. */
export async function guarded(log: Log, call: () => unknown): Promise<void> {
  try {
    await call();
  } catch (problem) {
    log("a handler failed", problem);
  }
}

/**
 * Calls of one session's handlers, one after the other. What a handler sets off is heard by all after what they hear
 * now. Nothing waits in between, so that the row is as long as what handlers set off, and no longer.
 */
export class Turns {
  readonly #row: (() => void)[] = [];
  #running = false;

  run(turn: () => void): void {
    this.#row.push(turn);
    if (this.#running) return;
    this.#running = true;
    try {
      for (let next = this.#row.shift(); next !== undefined; next = this.#row.shift()) next();
    } finally {
      this.#running = false;
    }
  }
}

/** Who wants to hear about one thing. */
export class Handlers<T> {
  readonly #registered = new Set<{ handler: (news: T) => unknown }>();
  readonly #turns: Turns;
  readonly #log: Log;

  constructor(turns: Turns, log: Log) {
    this.#turns = turns;
    this.#log = log;
  }

  /** Answers with what takes the handler away again. A handler that is added twice hears everything twice. */
  add(handler: (news: T) => unknown): () => void {
    const registration = { handler };
    this.#registered.add(registration);
    return () => void this.#registered.delete(registration);
  }

  tell(news: T): void {
    this.#turns.run(() => {
      for (const { handler } of [...this.#registered]) void guarded(this.#log, () => handler(news));
    });
  }
}
