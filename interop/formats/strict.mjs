// strict.mjs HLS DASH: reads a stream's live playlists and manifests, as players do, with parsers that know the formats'
// rules and refuse what breaks them; says what it has read once there were delta updates, or what was refused.
import HLS from 'hls-parser';
import { parse } from 'mpd-parser';

const [hls, dash] = process.argv.slice(2);
/** Delta updates leave something out of what is longer than six target durations. */
const DELTAS = 5;
const MANIFEST_MS = 500;

HLS.setOptions({ strictMode: true, silent: true, allowClosedCaptionsNone: true });

const read = { multivariant: 0, media: {}, deltas: {}, manifests: 0 };
let done = false;

const say = (event, details) => console.log(JSON.stringify({ event, ...details }));

async function text(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} at ${url}`);
  return response.text();
}

function refuse(url, problem, body) {
  say('refused', { url: String(url), problem: String(problem), body });
  process.exit(1);
}

/** Parses `body`, or says what is wrong with it and where. */
function strictly(url, body, parser) {
  try {
    return parser(body);
  } catch (problem) {
    return refuse(url, problem, body);
  }
}

const playlist = (url, body) => strictly(url, body, (it) => HLS.parse(it));

async function follow(url, name) {
  read.media[name] = 0;
  read.deltas[name] = 0;
  let known = playlist(url, await text(url));
  while (read.deltas[name] < DELTAS) {
    // The last one is the one that the part hinted at belongs to.
    const last = known.segments.at(-1);
    const next = new URL(url);
    next.searchParams.set('_HLS_msn', last.mediaSequenceNumber);
    next.searchParams.set('_HLS_part', last.parts.filter((part) => !part.hint).length);
    if (read.media[name] % 2 === 1) next.searchParams.set('_HLS_skip', 'YES');
    const now = playlist(next, await text(next));
    read.media[name]++;
    if (now.skip > 0) {
      read.deltas[name]++;
      known = playlist(url, await text(url));
    } else {
      known = now;
    }
  }
}

async function describe(url) {
  while (!done) {
    const body = await text(url);
    const warnings = [];
    const manifest = strictly(url, body, (it) =>
      parse(it, { manifestUri: url, eventHandler: ({ type, message }) => warnings.push(`${type}: ${message}`) }),
    );
    const sound = Object.values(manifest.mediaGroups.AUDIO.audio ?? {}).flatMap((it) => it.playlists);
    for (const list of [manifest.playlists, sound])
      if (!list.some((it) => !it.endList && it.segments.length > 0)) warnings.push('nothing to play');
    if (warnings.length > 0) refuse(url, warnings.join('; '), body);
    read.manifests++;
    await new Promise((resolve) => setTimeout(resolve, MANIFEST_MS));
  }
}

const index = playlist(hls, await text(hls));
read.multivariant = index.variants.length;
const sound = index.variants[0].audio[0];
const manifests = describe(dash);
await Promise.all([
  follow(new URL(index.variants[0].uri, hls), 'video'),
  follow(new URL(sound.uri, hls), 'audio'),
]);
done = true;
await manifests;
say('read', read);
