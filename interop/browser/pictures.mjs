// pictures.mjs URL: opens a watch page, and counts the pictures that are shown and the checks of the server's that the
// browser answered. It stays until its input ends, and says on each line of input how it stands.
import { createInterface } from 'node:readline';
import { PATIENCE_MS, launch, prepare, say, within } from './chromium.mjs';

const [url] = process.argv.slice(2);

/** In the page: counts on, whatever session a picture comes by. */
function count() {
  window.pictures = 0;
  addEventListener('DOMContentLoaded', () => {
    const video = document.querySelector('video');
    const next = () => {
      window.pictures++;
      video.requestVideoFrameCallback(next);
    };
    video.requestVideoFrameCallback(next);
  });
}

const browser = await launch();
await within(browser, async () => {
  const page = await browser.newPage({ viewport: { width: 640, height: 360 } });
  page.on('console', (message) => process.stderr.write(`${message.text()}\n`));
  page.on('pageerror', (problem) => process.stderr.write(`${problem}\n`));
  await page.addInitScript(prepare);
  await page.addInitScript(count);
  await page.goto(url);
  await page.waitForFunction(() => window.glasscast?.state === 'playing', undefined, { timeout: PATIENCE_MS, polling: 20 });
  say('watching');
  const standing = () =>
    page.evaluate(async () => ({
      pictures: window.pictures,
      state: window.glasscast.state,
      transport: window.glasscast.transport,
      sessions: window.glasscast.sessions,
      checksAnswered: await window.checksAnswered(),
    }));
  for await (const _ of createInterface({ input: process.stdin })) say('standing', await standing());
});
