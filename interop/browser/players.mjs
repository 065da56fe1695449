// players.mjs PLAYER URL PICTURE: plays a stream in a page of another origin by hls.js, dash.js or shaka, reads the time
// in its pictures, and keeps a picture of the page. Then it stays until its input ends, and says on each line of input
// how it stands.
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { PATIENCE_MS, launch, prepare, say, within } from './chromium.mjs';

const [player, url, picture] = process.argv.slice(2);
const SETTLED_MS = 4000;
const MEASURED_MS = 6000;

const module = (name) => new URL(`../node_modules/${name}`, import.meta.url);
const FILES = {
  '/': ['text/html', new URL('players.html', import.meta.url)],
  '/hls.js': ['text/javascript', module('hls.js/dist/hls.min.js')],
  '/dash.js': ['text/javascript', module('dashjs/dist/modern/umd/dash.all.min.js')],
  '/shaka.js': ['text/javascript', module('shaka-player/dist/shaka-player.compiled.js')],
};

/** Our server's pages have a policy of their own, so the players' page comes from elsewhere. */
function serve() {
  return new Promise((resolve) => {
    const server = createServer((request, response) => {
      const [type, file] = FILES[request.url] ?? [];
      if (!file) return response.writeHead(404).end();
      response.writeHead(200, { 'Content-Type': type });
      createReadStream(file).pipe(response);
    });
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`));
  });
}

/** In the page. */
const START = {
  'hls.js': ['/hls.js', (url) => {
    const hls = new Hls({ lowLatencyMode: true, maxLiveSyncPlaybackRate: 1.5 });
    hls.on(Hls.Events.ERROR, (_, error) => window.trouble(error.details, error.fatal, error.response?.code, error.reason ?? error.error?.message));
    hls.loadSource(url);
    hls.attachMedia(window.video);
    window.ownLatency = () => hls.latency;
  }],
  'dash.js': ['/dash.js', (url) => {
    const dash = dashjs.MediaPlayer().create();
    dash.on('error', ({ error }) => window.trouble(error?.code, error?.message));
    dash.initialize(window.video, url, true);
    window.ownLatency = () => dash.getCurrentLiveLatency();
    window.player = dash;
  }],
  shaka: ['/shaka.js', async (url) => {
    const player = new shaka.Player();
    await player.attach(window.video);
    player.configure('streaming.lowLatencyMode', true);
    player.addEventListener('error', ({ detail }) => window.trouble(detail.code, detail.severity, detail.data?.[0], detail.data?.[1]));
    window.ownLatency = () => player.getStats().liveLatency;
    window.player = player;
    await player.load(url).catch((problem) => window.trouble('load', problem.code, ...(problem.data ?? []).map(String)));
  }],
};

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
      quiet: window.video.paused || window.video.readyState < 3,
    }));
  say('first', { firstFrameMs: await page.evaluate(() => Math.round(window.firstFrameMs)) });
  await page.waitForTimeout(SETTLED_MS);
  const { seen, unread } = await page.evaluate((ms) => window.latencies(window.video, ms), MEASURED_MS);
  say('latency', { frames: seen.length, unread, p50: seen[seen.length >> 1], p95: seen[Math.floor(seen.length * 0.95)], ...(await standing()) });
  await page.screenshot({ path: picture });
  say('watching', { picture, ...(await standing()) });
  for await (const _ of createInterface({ input: process.stdin })) say('standing', await standing());
});
