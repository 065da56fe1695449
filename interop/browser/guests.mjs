// The players that nobody here wrote: a page for them, and how each is started in it.
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';

const module = (name) => new URL(`../node_modules/${name}`, import.meta.url);
const FILES = {
  '/': ['text/html', new URL('players.html', import.meta.url)],
  '/hls.js': ['text/javascript', module('hls.js/dist/hls.min.js')],
  '/dash.js': ['text/javascript', module('dashjs/dist/modern/umd/dash.all.min.js')],
  '/whip-whep.js': ['text/javascript', new URL('../../server/src/main/resources/web/assets/whip-whep.js', import.meta.url)],
  '/shaka.js': ['text/javascript', module('shaka-player/dist/shaka-player.compiled.js')],
};

/** Our server's pages have a policy of their own, so the players' page comes from elsewhere. */
export function serve() {
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

/** In the page: its script, and what to do with a stream. */
export const START = {
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
    // By dates to the millisecond it moves each part a little, and then wants a keyframe first.
    player.configure('manifest.hls.ignoreManifestProgramDateTime', true);
    player.addEventListener('error', ({ detail }) => window.trouble(detail.code, detail.severity, detail.data?.[0], detail.data?.[1]));
    window.ownLatency = () => player.getStats().liveLatency;
    window.player = player;
    await player.load(url).catch((problem) => window.trouble('load', problem.code, ...(problem.data ?? []).map(String)));
  }],
  whep: [undefined, async (url) => {
    const { negotiate, withStereo } = await import('/whip-whep.js');
    const peer = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    for (const kind of ['video', 'audio']) peer.addTransceiver(kind, { direction: 'recvonly' });
    window.peer = peer;
    await negotiate(peer, url, { offer: withStereo });
    window.video.srcObject = new MediaStream(peer.getReceivers().map((receiver) => receiver.track));
  }],
};
