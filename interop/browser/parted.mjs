// parted.mjs URL: opens a watch page, says when it plays, and when it says that there is nothing more to see.
import { PATIENCE_MS, launch, say, within } from './chromium.mjs';

const [url] = process.argv.slice(2);

const browser = await launch();
await within(browser, async () => {
  const page = await browser.newPage({ viewport: { width: 640, height: 360 } });
  page.on('pageerror', (problem) => process.stderr.write(`${problem}\n`));
  await page.goto(url);
  const state = (wanted) =>
    page.waitForFunction((name) => window.glasscast?.state === name, wanted, { timeout: PATIENCE_MS, polling: 20 });
  await state('playing');
  say('playing', await page.evaluate(() => ({ transport: window.glasscast.transport })));
  await state('ended');
  const words = await page.evaluate(() => document.querySelector('#words').textContent);
  say('ended', { words, moving: await page.evaluate(() => !!document.querySelector('video').srcObject) });
});
