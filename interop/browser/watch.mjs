// watch.mjs URL PICTURE [strip]: opens a watch page twice (the second time the browser is warm), reads the time in the
// picture when there is one, turns the sound on, and keeps a picture of the page. With a strip it also looks at the page
// in frames of another site. Then it stays until its input ends, and says on each line of input how it stands.
import { createInterface } from 'node:readline';
import { PATIENCE_MS, launch, prepare, say, strict, within } from './chromium.mjs';

const [url, picture, strip] = process.argv.slice(2);
const MEASURED_MS = 4000;

/** What a page of another origin can show in frames: the embed, and nothing else. */
async function framed() {
  // Another origin for browsers, although the same machine.
  const elsewhere = `http://localhost:${new URL(url).port}/elsewhere`;
  const page = await browser.newPage();
  const body = `<iframe name="embed" src="${url}?embed"></iframe><iframe name="page" src="${url}"></iframe>`;
  await page.route(elsewhere, (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.goto(elsewhere);
  const embed = page.frame('embed');
  await embed.waitForFunction(() => window.glasscast?.state === 'playing', undefined, { timeout: PATIENCE_MS, polling: 20 });
  const shown = { embed: embed.url(), page: page.frame('page').url() };
  await page.close();
  return shown;
}

const browser = await launch({ neighbours: strip === 'strip' });
await within(browser, async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  page.on('console', (message) => process.stderr.write(`${message.text()}\n`));
  page.on('pageerror', (problem) => process.stderr.write(`${problem}\n`));
  await page.addInitScript(prepare);
  await strict(page, url);
  for (const temperature of ['cold', 'warm']) {
    await page.goto(url);
    await page.waitForFunction(() => window.glasscast?.state === 'playing', undefined, { timeout: PATIENCE_MS, polling: 20 });
    say(temperature, await page.evaluate(() => ({ firstFrameMs: window.glasscast.firstFrameMs, joinMs: window.glasscast.joinMs })));
  }
  if (strip === 'strip') {
    const { seen, unread } = await page.evaluate((ms) => window.latencies(document.querySelector('video'), ms), MEASURED_MS);
    say('latency', { frames: seen.length, unread, p50: seen[seen.length >> 1], p95: seen[Math.floor(seen.length * 0.95)] });
  }
  await page.mouse.move(300, 300);
  await page.click('#unmute');
  const heard = async () => page.evaluate(() => window.received('audio', 'totalAudioEnergy'));
  const until = Date.now() + PATIENCE_MS;
  let energy = 0;
  while ((energy = await heard()) === 0) {
    if (Date.now() > until) throw new Error('no sound');
    await page.waitForTimeout(200);
  }
  say('sound', { energy });
  await page.click('#stats-button');
  await page.waitForFunction(() => window.glasscast.stats?.framesDecoded > 0, undefined, { timeout: PATIENCE_MS });
  await page.screenshot({ path: picture });
  if (strip === 'strip') say('framed', await framed());
  const standing = () =>
    page.evaluate(async () => ({
      state: window.glasscast.state,
      sessions: window.glasscast.sessions,
      width: document.querySelector('video').videoWidth,
      framesDecoded: await window.received('video', 'framesDecoded'),
      stats: window.glasscast.stats,
    }));
  say('watching', { picture, ...(await standing()) });
  for await (const _ of createInterface({ input: process.stdin })) say('standing', await standing());
});
