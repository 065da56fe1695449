/** Characters in a frame. The longest honest one, a managed request with ten destinations, stays below 8 kB. */
export const FRAME_LIMIT = 64 * 1024;

/** A JSON object as it came. */
export type Raw = Readonly<Record<string, unknown>>;

/** The JSON object in a text, if there is one. */
export function parseObject(text: string): Raw | undefined {
  try {
    return object(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The object that a value is; nothing if it is something else. */
export function object(value: unknown): Raw | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Raw) : undefined;
}

/**
 * The fields of one JSON object, read tolerantly: a field of the wrong kind counts as absent.
 *
 * @typeParam M the message that it should be; its names are the only ones that can be asked for
 */
export class Fields<M> {
  readonly #raw: Raw;

  constructor(raw: Raw) {
    this.#raw = raw;
  }

  /** A text; an empty one counts as absent. */
  text(name: keyof M & string): string | undefined {
    const value = this.#raw[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  }

  number(name: keyof M & string): number | undefined {
    const value = this.#raw[name];
    return typeof value === "number" && Number.isFinite(value) ? value : undefined;
  }

  flag(name: keyof M & string): boolean | undefined {
    const value = this.#raw[name];
    return typeof value === "boolean" ? value : undefined;
  }

  object(name: keyof M & string): Raw | undefined {
    return object(this.#raw[name]);
  }

  /** The objects in a list. */
  objects(name: keyof M & string): Raw[] {
    const value = this.#raw[name];
    return Array.isArray(value) ? value.map(object).filter((element) => element !== undefined) : [];
  }
}

/** The same type, but that members that may be undefined may be absent. */
export type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The same object without members that are undefined. */
export function defined<T extends object>(members: T): Defined<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>;
}
