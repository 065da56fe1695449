// restream.js SERVER PACKAGE KEY WEARER DESTINATION...: sends what a wearer sees on to platforms (rtmp://, rtmps:// or
// srt:// addresses with their keys), and says how each of them does, until it is interrupted.
import { LivestreamError, MiniApp } from "@glasscast/sdk";

const [server, packageName, apiKey, wearer, ...destinations] = process.argv.slice(2);
if (server === undefined || packageName === undefined || apiKey === undefined || wearer === undefined)
  throw new Error("usage: restream.js SERVER PACKAGE KEY WEARER DESTINATION...");

const app = new MiniApp({ packageName, apiKey });
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => app.close());

const session = await app.connect(server, wearer);

/** What was said last of each destination: a status tells of all of them, whichever it is about. */
const known = new Map<string, string>();
session.camera.onLivestreamStatus((status) => {
  for (const { name = "", status: state, error = "" } of status.outputs) {
    const words = `${name} is ${state} ${error}`.trim();
    if (known.get(name) !== words) console.log(words);
    known.set(name, words);
  }
});

try {
  const urls = await session.camera.startLivestream({
    restreamDestinations: destinations.map((url, index) => ({ url, name: `destination ${index + 1}` })),
    sound: false,
  });
  console.log(`Live as ${urls.streamId}`);
} catch (problem) {
  // Anything else is a mistake of this program.
  if (!(problem instanceof LivestreamError)) throw problem;
  console.log(`Not live (${problem.kind}): ${problem.message}`);
  await app.close();
}
console.log(`Ended: ${(await session.ended).reason}`);
