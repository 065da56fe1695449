// viewers.mjs URL COUNT: so many viewers at once, on libdatachannel, that count packets and decode nothing. Says how
// long each took to its first packet; then on "leave N" lets N of them go, on "count" says what each one got, and goes
// when its input ends.
import { createInterface } from 'node:readline';
import datachannel from 'node-datachannel';

const { PeerConnection, Video, cleanup, initLogger } = datachannel;
const [url, wanted] = process.argv.slice(2);
const PATIENCE_MS = 30_000;

const say = (event, fields = {}) => process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);
initLogger('Error', (level, message) => process.stderr.write(`${level} ${message}\n`));

/** One viewer, resolved when its first packet has come. */
function watch(number) {
  const begun = performance.now();
  const peer = new PeerConnection(`viewer-${number}`, { iceServers: [], bindAddress: '127.0.0.1' });
  const viewer = { number, peer, packets: 0, bytes: 0, state: 'new', session: '', offeredMs: 0, answeredMs: 0, connectMs: 0, firstMs: 0 };
  peer.onStateChange((state) => {
    viewer.state = state;
    if (state === 'connected') viewer.connectMs = performance.now() - begun;
  });
  const video = new Video('video', 'RecvOnly');
  video.addH264Codec(96);
  const track = peer.addTrack(video);
  const first = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`viewer ${number}: nothing; it is ${viewer.state}`)), PATIENCE_MS).unref();
    track.onMessage((packet) => {
      // RTCP has payload types 64 to 95 where RTP has its own.
      const type = packet[1] & 0x7f;
      if (type >= 64 && type < 96) return;
      viewer.packets++;
      viewer.bytes += packet.length;
      if (viewer.packets > 1) return;
      viewer.firstMs = performance.now() - begun;
      resolve(viewer);
    });
    peer.onGatheringStateChange(async (state) => {
      if (state !== 'complete') return;
      try {
        viewer.offeredMs = performance.now() - begun;
        const answer = await fetch(url, {
          method: 'POST',
          headers: { 'Content-Type': 'application/sdp' },
          body: peer.localDescription().sdp,
        });
        const body = await answer.text();
        viewer.answeredMs = performance.now() - begun;
        if (answer.status !== 201) throw new Error(`viewer ${number}: ${answer.status} ${body}`);
        viewer.session = new URL(answer.headers.get('location'), url).href;
        peer.setRemoteDescription(body, 'answer');
      } catch (problem) {
        reject(problem);
      }
    });
  });
  peer.setLocalDescription('offer');
  return first;
}

async function leave(viewer) {
  await fetch(viewer.session, { method: 'DELETE' });
  viewer.peer.close();
}

try {
  const viewers = await Promise.all(Array.from({ length: Number(wanted) }, (_, number) => watch(number)));
  const spread = (name) => {
    const sorted = viewers.map((viewer) => Math.round(viewer[name])).sort((one, other) => one - other);
    return { least: sorted[0], p50: sorted[sorted.length >> 1], most: sorted.at(-1) };
  };
  say('watching', { viewers: viewers.length, offeredMs: spread('offeredMs'), answeredMs: spread('answeredMs'), connectMs: spread('connectMs'), firstPacketMs: spread('firstMs') });
  for await (const line of createInterface({ input: process.stdin })) {
    const [word, count] = line.split(' ');
    if (word === 'leave') await Promise.all(viewers.splice(0, Number(count)).map(leave));
    const counts = viewers.map((viewer) => viewer.packets);
    say('count', {
      viewers: viewers.length,
      connected: viewers.filter((viewer) => viewer.state === 'connected').length,
      fewest: Math.min(...counts),
      most: Math.max(...counts),
      bytes: viewers.reduce((sum, viewer) => sum + viewer.bytes, 0),
    });
  }
  await Promise.all(viewers.map(leave));
} catch (problem) {
  say('error', { message: String(problem?.stack ?? problem) });
}
cleanup();
process.exit();
