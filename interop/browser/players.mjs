// players.mjs PLAYER URL PICTURE [strip]: plays a stream in a page of another origin by hls.js, dash.js or shaka, reads the
// time in its pictures when there is one, and keeps a picture of the page. Then it stays until its input ends, and says on
// each line of input how it stands.
import { createInterface } from 'node:readline';
import { PATIENCE_MS, launch, prepare, say, within } from './chromium.mjs';
import { START, serve } from './guests.mjs';

const [player, url, picture, strip] = process.argv.slice(2);
const SETTLED_MS = 4000;
const MEASURED_MS = 6000;

const browser = await launch();
await within(browser, async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  page.on('console', (message) => process.stderr.write(`${message.text()}\n`));
  page.on('pageerror', (problem) => process.stderr.write(`${problem}\n`));
  await page.addInitScript(prepare);
  await page.goto(await serve());
  const [script, start] = START[player];
  await page.addScriptTag({ url: script });
  await page.evaluate(() => {
    window.video = document.querySelector('video');
    window.troubles = [];
    window.trouble = (...what) => window.troubles.push(what.map(String).join(' '));
    window.stalls = 0;
    window.video.addEventListener('playing', () => window.video.addEventListener('waiting', () => window.stalls++), { once: true });
    window.begun = performance.now();
    window.video.requestVideoFrameCallback(() => (window.firstFrameMs = performance.now() - window.begun));
  });
  await page.evaluate(start, url);
  await page.waitForFunction(() => window.firstFrameMs !== undefined, undefined, { timeout: PATIENCE_MS }).catch(async (problem) => {
    throw new Error(`${problem.message}; the player said: ${JSON.stringify(await page.evaluate(() => window.troubles))}`);
  });
  const standing = () =>
    page.evaluate(() => ({
      frames: window.video.getVideoPlaybackQuality().totalVideoFrames,
      at: window.video.currentTime,
      width: window.video.videoWidth,
      soundBytes: window.video.webkitAudioDecodedByteCount,
      ownLatencyMs: Math.round(1000 * window.ownLatency()),
      rate: window.video.playbackRate,
      stalls: window.stalls,
      troubles: window.troubles.slice(-10),
      buffered: Array.from(window.video.buffered, (_, i) => [window.video.buffered.start(i), window.video.buffered.end(i)]),
      quiet: window.video.paused || window.video.readyState < 3,
    }));
  say('first', { firstFrameMs: await page.evaluate(() => Math.round(window.firstFrameMs)) });
  await page.waitForTimeout(SETTLED_MS);
  if (strip === 'strip') {
    const { seen, unread } = await page.evaluate((ms) => window.latencies(window.video, ms), MEASURED_MS);
    say('latency', { frames: seen.length, unread, p50: seen[seen.length >> 1], p95: seen[Math.floor(seen.length * 0.95)], ...(await standing()) });
  }
  await page.screenshot({ path: picture });
  say('watching', { picture, ...(await standing()) });
  for await (const _ of createInterface({ input: process.stdin })) say('standing', await standing());
});
