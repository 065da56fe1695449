// watch-http.mjs URL PICTURE [strip]: opens a watch page in a browser whose WebRTC never connects, reads the time in the
// picture when there is one, turns the sound on, and keeps pictures of the page and of its embed. Then it stays until
// its input ends, and says on each line of input how it stands.
import { createInterface } from 'node:readline';
import { PATIENCE_MS, launch, prepare, say, strict, within } from './chromium.mjs';

const [url, picture, strip] = process.argv.slice(2);
const MEASURED_MS = 6000;
const SETTLED_MS = 4000;

/** In the page: a firewall, as WebRTC sees it. */
function wallOff() {
  RTCPeerConnection.prototype.setRemoteDescription = async () => {};
  window.words = [];
  addEventListener('DOMContentLoaded', () => {
    const notice = document.querySelector('#notice');
    const note = () => window.words.push(notice.innerText.trim().replace(/\s+/g, ' '));
    new MutationObserver(note).observe(notice, { subtree: true, childList: true, characterData: true });
    note();
  });
}

const browser = await launch();
await within(browser, async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  page.on('console', (message) => process.stderr.write(`${message.text()}\n`));
  page.on('pageerror', (problem) => process.stderr.write(`${problem}\n`));
  await page.addInitScript(prepare);
  await strict(page, url);
  await page.addInitScript(wallOff);
  await page.goto(url);
  await page.waitForFunction(() => window.glasscast?.transport === 'LL-HLS', undefined, { timeout: PATIENCE_MS, polling: 20 });
  say('fallen', { ms: await page.evaluate(() => performance.now()) });
  await page.waitForFunction(() => window.glasscast.state === 'playing', undefined, { timeout: PATIENCE_MS, polling: 20 });
  say('playing', await page.evaluate(() => ({ firstFrameMs: window.glasscast.firstFrameMs, joinMs: window.glasscast.joinMs, words: window.words })));
  if (strip === 'strip') {
    await page.waitForTimeout(SETTLED_MS);
    const { seen, unread } = await page.evaluate((ms) => window.latencies(document.querySelector('video'), ms), MEASURED_MS);
    say('latency', { frames: seen.length, unread, p50: seen[seen.length >> 1], p95: seen[Math.floor(seen.length * 0.95)] });
  }
  await page.mouse.move(300, 300);
  await page.click('#unmute');
  await page.waitForFunction(() => document.querySelector('video').webkitAudioDecodedByteCount > 0, undefined, { timeout: PATIENCE_MS });
  await page.click('#stats-button');
  await page.waitForFunction(() => window.glasscast.stats?.framesDecoded > 0, undefined, { timeout: PATIENCE_MS });
  await page.screenshot({ path: picture });
  const standing = () =>
    page.evaluate(() => ({
      state: window.glasscast.state,
      transport: window.glasscast.transport,
      sessions: window.glasscast.sessions,
      width: document.querySelector('video').videoWidth,
      frames: document.querySelector('video').getVideoPlaybackQuality().totalVideoFrames,
      words: document.querySelector('#words').textContent,
      stats: window.glasscast.stats,
    }));
  say('watching', { picture, ...(await standing()) });
  for await (const _ of createInterface({ input: process.stdin })) say('standing', await standing());
});
