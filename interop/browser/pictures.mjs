// pictures.mjs URL [PORT]: opens a watch page, and counts the pictures that are shown and the checks of the server's that
// the browser answered. It stays until its input ends, and says on each line of input how it stands. With a port, that is
// the only way to the server's media, over UDP.
import { createInterface } from 'node:readline';
import { PATIENCE_MS, launch, prepare, say, within } from './chromium.mjs';

const [url, port] = process.argv.slice(2);

/** In the page: counts on, whatever session a picture comes by, and how long it took from one to the next, at most since asked. */
function count() {
  window.pictures = 0;
  window.longestMs = 0;
  let last;
  addEventListener('DOMContentLoaded', () => {
    const video = document.querySelector('video');
    const next = (now) => {
      window.pictures++;
      window.longestMs = Math.max(window.longestMs, now - (last ?? now));
      last = now;
      video.requestVideoFrameCallback(next);
    };
    video.requestVideoFrameCallback(next);
  });
}

/** In the page: what it takes a server's answer for. */
function lead(port) {
  const { setRemoteDescription } = RTCPeerConnection.prototype;
  RTCPeerConnection.prototype.setRemoteDescription = function ({ type, sdp }) {
    const withoutTcp = sdp.replace(/^a=candidate:\S+ \d+ tcp .*\r\n/gim, '');
    const led = withoutTcp.replace(/^(a=candidate:\S+ \d+ udp \d+ \S+) \d+/gim, `$1 ${port}`);
    return setRemoteDescription.call(this, { type, sdp: led });
  };
}

const browser = await launch();
await within(browser, async () => {
  const page = await browser.newPage({ viewport: { width: 640, height: 360 } });
  page.on('console', (message) => process.stderr.write(`${message.text()}\n`));
  page.on('pageerror', (problem) => process.stderr.write(`${problem}\n`));
  await page.addInitScript(prepare);
  await page.addInitScript(count);
  if (port) await page.addInitScript(lead, port);
  await page.goto(url);
  await page.waitForFunction(() => window.glasscast?.state === 'playing', undefined, { timeout: PATIENCE_MS, polling: 20 });
  say('watching');
  const standing = () =>
    page.evaluate(async () => {
      const { pictures, longestMs } = window;
      window.longestMs = 0;
      const { state, transport, sessions } = window.glasscast;
      return { pictures, longestMs, state, transport, sessions, checksAnswered: await window.checksAnswered() };
    });
  for await (const _ of createInterface({ input: process.stdin })) say('standing', await standing());
});
