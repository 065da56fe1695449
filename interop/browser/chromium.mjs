// Chromium as the tests use it, and what its pages are asked.
import { chromium } from 'playwright-core';

export const PATIENCE_MS = 30_000;

/** One line a thing that happened. */
export function say(event, fields = {}) {
  process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);
}

/**
 * @param soundAtOnce whether pages may be heard before anybody has touched them
 * @param neighbours  whether pages may show others of this machine in frames without asking
 */
export async function launch({ fakeCamera = false, soundAtOnce = false, neighbours = false } = {}) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    // Muted, Chromium does not decode sound at all.
    ignoreDefaultArgs: ['--mute-audio'],
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...(neighbours ? ['--disable-features=LocalNetworkAccessChecks'] : []),
      ...(soundAtOnce ? ['--autoplay-policy=no-user-gesture-required'] : []),
      ...(fakeCamera ? ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream=fps=30'] : []),
    ],
  });
}

/** Runs `main`, says what went wrong, and closes the browser whatever happens. */
export async function within(browser, main) {
  try {
    await main();
    say('done');
  } catch (problem) {
    say('error', { message: String(problem?.stack ?? problem) });
    process.exitCode = 1;
  } finally {
    await browser.close();
    process.exit();
  }
}

/**
 * From now on it is an error when this page does what its policy forbids, or asks anything of another site.
 * @param home where it may ask, and what it came from
 */
export async function strict(page, home) {
  const { origin } = new URL(home);
  const wrong = (message) => say('error', { message });
  await page.exposeFunction('forbidden', (what) => wrong(`forbidden by the page's policy: ${what}`));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
      window.forbidden(`${effectiveDirective} ${blockedURI}`),
    );
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.origin !== origin) wrong(`asked another site: ${url.origin}`);
    if (request.headers().referer) wrong(`told where it comes from: ${request.headers().referer}`);
  });
}

/** In the page, before its own scripts: remembers every peer connection, and reads the time in a picture. */
export function prepare() {
  window.peers = [];
  const Real = RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(...terms) {
      super(...terms);
      window.peers.push(this);
    }
  };

  const CELLS = 40;
  const VALUE_CELLS = 32;
  const CHECK_MODULUS = 251;
  const CELL = 8;
  const canvas = document.createElement('canvas');
  canvas.width = CELLS * CELL;
  canvas.height = CELL;
  const pencil = canvas.getContext('2d', { willReadFrequently: true });

  /** Milliseconds modulo 2^32, or undefined when the check cells do not agree. */
  window.timeIn = (video) => {
    const strip = Math.round((video.videoHeight * 32) / 720);
    pencil.drawImage(video, 0, 0, video.videoWidth, strip, 0, 0, canvas.width, canvas.height);
    const pixels = pencil.getImageData(0, 0, canvas.width, canvas.height).data;
    let value = 0;
    let check = 0;
    for (let cell = 0; cell < CELLS; cell++) {
      const at = ((CELL / 2) * canvas.width + cell * CELL + CELL / 2) * 4;
      const white = pixels[at] + pixels[at + 1] + pixels[at + 2] > 382;
      if (!white) continue;
      if (cell < VALUE_CELLS) value += 2 ** cell;
      else check += 2 ** (cell - VALUE_CELLS);
    }
    return value % CHECK_MODULUS === check ? value : undefined;
  };

  /** How old each frame is when it is shown, for a while. */
  window.latencies = (video, ms) =>
    new Promise((resolve) => {
      const seen = [];
      let unread = 0;
      const until = performance.now() + ms;
      const look = () => {
        const time = window.timeIn(video);
        if (time === undefined) unread++;
        else seen.push((((Date.now() % 2 ** 32) - time + 2 ** 32) % 2 ** 32) | 0);
        if (performance.now() < until) video.requestVideoFrameCallback(look);
        else resolve({ seen: seen.sort((one, other) => one - other), unread });
      };
      video.requestVideoFrameCallback(look);
    });

  /** One statistic, summed over those reports of all that is open that are wanted. */
  const summed = async (wanted, name) => {
    let sum = 0;
    for (const peer of window.peers.filter((one) => one.connectionState === 'connected'))
      for (const report of (await peer.getStats()).values()) if (wanted(report)) sum += report[name] ?? 0;
    return sum;
  };

  /** Of what is received. */
  window.received = (kind, name) => summed((report) => report.type === 'inbound-rtp' && report.kind === kind, name);

  /** How often it was asked whether it is there, and said so. */
  window.checksAnswered = () => summed((report) => report.type === 'candidate-pair', 'responsesSent');
}
