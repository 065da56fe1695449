// snippets.js SERVER PACKAGE KEY WEARER: runs the code blocks of the seed, word for word, and looks at what they print.
import assert from "node:assert/strict";
import { MiniApp } from "@glasscast/sdk";
import { snippets } from "./generated/seed-snippets.js";

const [server = "", packageName = "", apiKey = "", wearer = ""] = process.argv.slice(2);

const app = new MiniApp({ packageName, apiKey });
const session = await app.connect(server, wearer);

/** Runs one, and answers with the lines that it prints. */
async function run(snippet: (typeof snippets)[number] | undefined): Promise<string[]> {
  const said: string[] = [];
  const write = (...words: unknown[]) => void said.push(words.map(String).join(" "));
  await snippet?.(session, { log: write, error: write });
  process.stdout.write(`${JSON.stringify({ event: "ran", said })}\n`);
  return said;
}

function only(said: string[], wanted: RegExp): void {
  assert.equal(said.length, 1);
  assert.match(said[0] ?? "", wanted);
}

const [watch, toLocalServer, restream, managedStatus, localStatus, check] = snippets;

only(await run(watch), /^Watch at: http:\/\/\S+\/whep\/\S+$/);

assert.deepEqual(await run(toLocalServer), []);

const outputs = new Set<string | undefined>();
const unsubscribe = session.camera.onLivestreamStatus((status) => {
  for (const { name } of status.outputs) outputs.add(name);
});
only(await run(restream), /^HLS: http:\/\/\S+\.m3u8$/);
assert.deepEqual([...outputs], ["YouTube", "Twitch"]);
unsubscribe();

only(await run(managedStatus), /^Stream is live! http:\/\/\S+\/whep\/\S+$/);

// How many states the glasses go through is theirs to decide; none of them is an error.
const states = await run(localStatus);
assert.match(states.at(-1) ?? "", /^Stream status: stopped$/);
assert(states.some((line) => /^Stream status: (streaming|active)$/.test(line)));
assert(states.every((line) => /^Stream status: (?!error)\w+$/.test(line)));

// Nothing runs: it starts a stream, without a word. Then there is one, and after that one of the other kind.
assert.deepEqual(await run(check), []);
only(await run(check), /^WebRTC: http:\/\/\S+\/whep\/\S+$/);
await session.camera.stopLivestream();
const streamUrl = "srt://192.168.1.100:4201?streamid=my-stream";
await session.camera.startLocalLivestream({ streamUrl });
assert.deepEqual(await run(check), [`Active stream: ${streamUrl}`]);

await app.close();
process.stdout.write(`${JSON.stringify({ event: "through" })}\n`);
