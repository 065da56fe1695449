// matrix.mjs: one browser that publishes and plays, by several players at once. It does what its input says, a command
// a line:
//   {"publish": URL}    shows white and beeps every other second, by WHIP; says "published"
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
 *
 * The media's clock is what the player shows. By WebRTC sound and picture have none in common until the browser has
 * brought them together, which takes it seconds: there it is the sender's clock, as its reports tie each of them to it.
 */
async function watch({ ms, patienceMs }) {
  const QUIET = 0.3;
  const LOUD = 0.03;
  const WHITE = 180;
  /** What turns white is the whole picture, or this of it: x, y, width and height, as parts. */
  const SPOT = [0.88, 0.75, 0.04, 0.1];
  /** Where so long no picture was seen, nobody knows when it turned white. */
  const BLINK = 0.07;
  const NEAR = 0.5;
  /** How often a timer should ring, and how late it may be. */
  const TICK_MS = 50;
  const JAM_MS = 100;
  const RTP_HERTZ = 90_000;
  const NTP_EPOCH_MS = 2_208_988_800_000;
  const { video, peer } = window;
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
  const source = peer ? sound.createMediaStreamSource(video.srcObject) : sound.createMediaElementSource(video);
  source.connect(listener).connect(sound.destination);

  /** By how much what is played by the sender's clock is ahead of our own, for each kind of media. */
  const ahead = {};
  const ask = async () => {
    for (const report of (await peer.getStats()).values())
      if (report.type === 'inbound-rtp' && report.estimatedPlayoutTimestamp)
        ahead[report.kind] = report.estimatedPlayoutTimestamp - NTP_EPOCH_MS - report.timestamp;
  };
  const now = () => performance.now();
  /** When by the ear's clock, or the pictures' own, the media's clock was ahead of it by how much. */
  const earClock = [];
  const pictureClock = [];
  const seen = [];
  let frames = 0;
  const taken = () => video.getVideoPlaybackQuality().totalVideoFrames;
  let takenBefore = 0;
  let rung = now();
  let jams = 0;
  const clockwork = setInterval(() => {
    if (now() - rung > TICK_MS + JAM_MS) jams++;
    rung = now();
    if (peer) void ask();
  }, TICK_MS);
  await new Promise((resolve) => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const pencil = canvas.getContext('2d', { willReadFrequently: true });
    let before = Number.NEGATIVE_INFINITY;
    let white = Number.NEGATIVE_INFINITY;
    let until;
    const look = (shown, { mediaTime, rtpTimestamp }) => {
      if (until === undefined) {
        until = shown + ms;
        takenBefore = taken();
      }
      frames++;
      const at = peer ? rtpTimestamp / RTP_HERTZ : mediaTime;
      const { videoWidth: width, videoHeight: height } = video;
      const [x, y, wide, high] = SPOT;
      pencil.drawImage(video, x * width, y * height, wide * width, high * height, 0, 0, 1, 1);
      const media = peer ? (now() + ahead.audio) / 1000 : video.currentTime;
      earClock.push([sound.currentTime, media - sound.currentTime]);
      pictureClock.push([at, peer ? (shown + ahead.video) / 1000 - at : 0]);
      if (pencil.getImageData(0, 0, 1, 1).data[1] > WHITE) {
        if (at - white > QUIET && at - before < BLINK) seen.push(at);
        white = at;
      }
      before = at;
      if (shown < until) video.requestVideoFrameCallback(look);
      else resolve();
    };
    video.requestVideoFrameCallback(look);
    setTimeout(resolve, patienceMs);
  });
  clearInterval(clockwork);

  /** Two clocks are read at different moments, so single pairs lie: that part of those near says less than the truth. */
  const inMedia = (clock, part) => (at) => {
    const near = clock.filter(([time, offset]) => Math.abs(time - at) < NEAR && !Number.isNaN(offset));
    const offsets = near.map(([, offset]) => offset).sort((one, other) => one - other);
    return at + offsets[Math.floor(offsets.length * part)];
  };
  const known = (at) => !Number.isNaN(at);
  return {
    frames,
    taken: taken() - takenBefore,
    jams,
    // A picture is seen when it was played, or later.
    flashes: seen.map(inMedia(pictureClock, 0.1)).filter(known),
    beeps: heard.map(inMedia(earClock, 0.5)).filter(known),
    troubles: window.troubles,
  };
}

/** In the page: white pictures and beeps by the clock of its sound, sent by WHIP. */
async function publish(url) {
  const RATE = 30;
  const PERIOD = 2;
  const LENGTH = 0.2;
  const SECONDS = 90;
  const sound = new AudioContext({ sampleRate: 48_000 });
  const volume = new GainNode(sound, { gain: 0 });
  const tone = new OscillatorNode(sound, { frequency: 1000 });
  const speaker = new MediaStreamAudioDestinationNode(sound);
  tone.connect(volume).connect(speaker);
  for (let at = PERIOD; at < SECONDS; at += PERIOD) {
    volume.gain.setValueAtTime(0.8, at);
    volume.gain.setValueAtTime(0, at + LENGTH);
  }
  tone.start();
  const canvas = document.querySelector('canvas');
  const pencil = canvas.getContext('2d');
  setInterval(() => {
    pencil.fillStyle = sound.currentTime % PERIOD < LENGTH ? 'white' : 'black';
    pencil.fillRect(0, 0, canvas.width, canvas.height);
  }, 1000 / RATE);
  const { negotiate } = await import('/whip-whep.js');
  const peer = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  const stream = new MediaStream([...canvas.captureStream(RATE).getTracks(), ...speaker.stream.getTracks()]);
  for (const track of stream.getTracks()) peer.addTransceiver(track, { direction: 'sendonly', streams: [stream] });
  await negotiate(peer, url);
}

const browser = await launch({ soundAtOnce: true });
await within(browser, async () => {
  const address = await serve();

  async function open(name) {
    const page = await browser.newPage({ viewport: { width: 320, height: 180 } });
    page.on('console', (message) => process.stderr.write(`${name}: ${message.text()}\n`));
    page.on('pageerror', (problem) => process.stderr.write(`${name}: ${problem}\n`));
    await page.goto(address);
    return page;
  }

  async function play(name, { player, url }, ms) {
    const page = await open(name);
    await page.evaluate(() => {
      window.video = document.querySelector('video');
      window.video.muted = false;
      window.troubles = [];
      window.trouble = (...what) => window.troubles.push(what.map(String).join(' '));
    });
    const [script, start] = START[player];
    if (script) await page.addScriptTag({ url: script });
    await page.evaluate(start, url);
    // Shaka keeps no reserve when it is told to be quick, and would stand still at every breath of the machine.
    await page.evaluate(() => window.player?.configure?.('streaming.rebufferingGoal', 1));
    return page.evaluate(watch, { ms, patienceMs: PATIENCE_MS });
  }

  say('ready');
  for await (const line of createInterface({ input: process.stdin })) {
    const command = JSON.parse(line);
    if (command.publish) {
      const page = await open('publisher');
      await page.setContent('<canvas width="320" height="180"></canvas>');
      await page.evaluate(publish, command.publish);
      say('published');
    } else if (command.play)
      for (const [who, stream] of Object.entries(command.play))
        play(who, stream, command.ms)
          .catch((problem) => ({ frames: 0, taken: 0, jams: 0, flashes: [], beeps: [], troubles: [String(problem)] }))
          .then((played) => say('played', { who, ...played }));
    else for (const context of browser.contexts()) await context.close();
  }
});
