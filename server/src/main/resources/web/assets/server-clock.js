// How far the server's clock is ahead of ours: wall clocks of telephones may be seconds off.

const TIME = '/time';
const PATIENCE_MS = 3000;

/** @type {Promise<number> | undefined} */
let ahead = undefined;

/** Milliseconds; asked once. 0 where it cannot be asked. */
export function serverAheadMs() {
  ahead ??= ask();
  return ahead;
}

async function ask() {
  try {
    const asked = Date.now();
    const response = await fetch(TIME, { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
    const server = Date.parse(await response.text());
    const answered = Date.now();
    return Number.isFinite(server) ? server - (asked + answered) / 2 : 0;
  } catch {
    return 0;
  }
}
