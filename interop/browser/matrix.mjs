// matrix.mjs: one browser that plays by several players at once. It does what its input says, a command a line:
//   {"play": {NAME: {"player": PLAYER, "url": URL}}, "ms": MS}
//                       each in a page of its own; says for each, as "played", when pictures turned white and when
//                       silence ended within so long a time
//   {"leave": true}     closes all pages
import { createInterface } from 'node:readline';
import { PATIENCE_MS, launch, say, within } from './chromium.mjs';
import { START, serve } from './guests.mjs';

/**
 * In the page: when pictures turn white and when silence ends, both in seconds of the media's clock; how many pictures
 * were taken, and how many looked at; how often the machine kept the page from its timers.
 */
async function watch({ ms, patienceMs }) {
  const QUIET = 0.3;
  const LOUD = 0.03;
  const WHITE = 180;
  /** Where so long no picture was seen, nobody knows when it turned white. */
  const BLINK = 0.07;
  const NEAR = 0.5;
  /** How often a timer should ring, and how late it may be. */
  const TICK_MS = 50;
  const JAM_MS = 100;
  const { video } = window;
  const sound = new AudioContext({ sampleRate: 48_000 });
  const ear = `registerProcessor('ear', class extends AudioWorkletProcessor {
    last = -1;
    process([[samples = []]]) {
      samples.forEach((sample, i) => {
        if (Math.abs(sample) < ${LOUD}) return;
        const now = currentTime + i / sampleRate;
        if (now - this.last > ${QUIET}) this.port.postMessage(now);
        this.last = now;
      });
      return true;
    }
  });`;
  await sound.audioWorklet.addModule(URL.createObjectURL(new Blob([ear], { type: 'text/javascript' })));
  const listener = new AudioWorkletNode(sound, 'ear');
  const heard = [];
  listener.port.onmessage = ({ data }) => heard.push(data);
  sound.createMediaElementSource(video).connect(listener).connect(sound.destination);

  const seen = [];
  const clocks = [];
  let frames = 0;
  const taken = () => video.getVideoPlaybackQuality().totalVideoFrames;
  let takenBefore = 0;
  let rung = performance.now();
  let jams = 0;
  const clockwork = setInterval(() => {
    if (performance.now() - rung > TICK_MS + JAM_MS) jams++;
    rung = performance.now();
  }, TICK_MS);
  await new Promise((resolve) => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const pencil = canvas.getContext('2d', { willReadFrequently: true });
    let before = Number.NEGATIVE_INFINITY;
    let white = Number.NEGATIVE_INFINITY;
    let until;
    const look = (now, { mediaTime: at }) => {
      if (until === undefined) {
        until = now + ms;
        takenBefore = taken();
      }
      frames++;
      pencil.drawImage(video, 0, 0, 1, 1);
      clocks.push([sound.currentTime, video.currentTime]);
      if (pencil.getImageData(0, 0, 1, 1).data[1] > WHITE) {
        if (at - white > QUIET && at - before < BLINK) seen.push(at);
        white = at;
      }
      before = at;
      if (now < until) video.requestVideoFrameCallback(look);
      else resolve();
    };
    video.requestVideoFrameCallback(look);
    setTimeout(resolve, patienceMs);
  });
  clearInterval(clockwork);

  /** Both clocks are read at different moments, so single pairs lie. */
  const inMedia = (at) => {
    const offsets = clocks.filter(([time]) => Math.abs(time - at) < NEAR).map(([time, other]) => other - time);
    return at + offsets.sort((one, other) => one - other)[offsets.length >> 1];
  };
  return {
    frames,
    taken: taken() - takenBefore,
    jams,
    flashes: seen,
    beeps: heard.map(inMedia).filter((at) => !Number.isNaN(at)),
    troubles: window.troubles,
  };
}

const browser = await launch({ soundAtOnce: true });
await within(browser, async () => {
  const address = await serve();

  async function play(name, { player, url }, ms) {
    const page = await browser.newPage({ viewport: { width: 320, height: 180 } });
    page.on('console', (message) => process.stderr.write(`${name}: ${message.text()}\n`));
    page.on('pageerror', (problem) => process.stderr.write(`${name}: ${problem}\n`));
    await page.goto(address);
    await page.evaluate(() => {
      window.video = document.querySelector('video');
      window.video.muted = false;
      window.troubles = [];
      window.trouble = (...what) => window.troubles.push(what.map(String).join(' '));
    });
    const [script, start] = START[player];
    await page.addScriptTag({ url: script });
    await page.evaluate(start, url);
    return page.evaluate(watch, { ms, patienceMs: PATIENCE_MS });
  }

  say('ready');
  for await (const line of createInterface({ input: process.stdin })) {
    const command = JSON.parse(line);
    if (command.play)
      for (const [who, stream] of Object.entries(command.play))
        play(who, stream, command.ms)
          .catch((problem) => ({ frames: 0, taken: 0, jams: 0, flashes: [], beeps: [], troubles: [String(problem)] }))
          .then((played) => say('played', { who, ...played }));
    else for (const context of browser.contexts()) await context.close();
  }
});
