// glasses.mjs URL PICTURE: puts the glasses page on, with Chromium's fake camera, and stays until its input ends.
import { createInterface } from 'node:readline';
import { PATIENCE_MS, launch, prepare, say, strict, within } from './chromium.mjs';

const [url, picture] = process.argv.slice(2);

const browser = await launch({ fakeCamera: true });
await within(browser, async () => {
  // A telephone held upright: that is what people will wear.
  const page = await browser.newPage({ viewport: { width: 412, height: 915 } });
  page.on('console', (message) => process.stderr.write(`${message.text()}\n`));
  page.on('pageerror', (problem) => process.stderr.write(`${problem}\n`));
  await page.addInitScript(prepare);
  await strict(page, url);
  const until = (state) =>
    page.waitForFunction((wanted) => document.body.dataset.state === wanted, state, { timeout: PATIENCE_MS, polling: 20 });
  await page.goto(url);
  await page.click('#wear');
  await page.waitForFunction(() => window.glasscast.link === 'open', undefined, { timeout: PATIENCE_MS });
  say('worn', { address: page.url() });
  // Phones ask this, our server never does.
  const answers = await page.evaluate(async () => {
    const { StreamLife } = await import('/assets/glasses-stream.js');
    const told = [];
    const life = new StreamLife({}, (message) => told.push(message), () => {}, () => {});
    for (const type of ['get_stream_status', 'get_rtmp_status']) life.hear({ type });
    return told;
  });
  say('asked', { answers });
  await until('streaming');
  say('streaming');
  await page.waitForFunction(() => window.glasscast.bitrate > 0, undefined, { timeout: PATIENCE_MS });
  await page.screenshot({ path: picture });
  say('pictured', { picture, bitrate: await page.evaluate(() => window.glasscast.bitrate) });
  await until('idle');
  say('idle');
  for await (const _ of createInterface({ input: process.stdin })) break;
});
