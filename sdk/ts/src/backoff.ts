const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/**
 * How long to wait before a connection is tried again: 1, 2, 4, ... 30 s, each up to a quarter longer, so that the apps
 * of a restarted server do not come back in one moment. The first attempts fall into the ten seconds in which a cloud
 * keeps streams of an absent app.
 *
 * @param attempt 1 for the first after a loss
 * @param random 0 to 1
 */
export function backoffMs(attempt: number, random: number): number {
  const ms = Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS);
  return ms + Math.floor((random * ms) / 4);
}
