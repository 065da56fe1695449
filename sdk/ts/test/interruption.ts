// interruption.js SERVER PACKAGE KEY WEARER: loses its connection to the real server in the middle of a livestream, and
// goes on with it.
import assert from "node:assert/strict";
import { type Socket, connect, createServer } from "node:net";
import { type ConnectionStatus, MiniApp } from "@glasscast/sdk";
import { Mailbox } from "./mailbox.js";

const [server = "", packageName = "", apiKey = "", wearer = ""] = process.argv.slice(2);
const { hostname, port } = new URL(server);

/** The wire between the two, which can be cut. */
const ends = new Set<Socket>();
const wire = createServer((near) => {
  const far = connect(Number(port), hostname);
  for (const [from, to] of [
    [near, far],
    [far, near],
  ] as const) {
    ends.add(from);
    from.pipe(to);
    from.on("error", () => to.destroy());
  }
});
await new Promise<void>((resolve) => wire.listen(0, "127.0.0.1", resolve));
const address = wire.address();
assert(typeof address === "object" && address !== null);

const app = new MiniApp({ packageName, apiKey });
const session = await app.connect(`http://127.0.0.1:${address.port}`, wearer);
const connection = new Mailbox<ConnectionStatus>();
session.onConnection((status) => connection.put(status));
const statuses: string[] = [];
session.camera.onLivestreamStatus(({ status }) => statuses.push(status));
const { streamId } = await session.camera.startLivestream();

for (const end of ends) end.destroy();
assert.equal((await connection.next()).status, "interrupted");
assert.equal((await connection.next()).status, "resumed");

const { streamInfo } = await session.camera.checkExistingStream();
assert.equal(streamInfo?.streamId, streamId);
assert.equal(streamInfo.status, "active");
assert(!statuses.includes("stopped") && !statuses.includes("error"));
await session.camera.stopLivestream();
assert.equal(statuses.at(-1), "stopped");

await app.close();
wire.close();
process.stdout.write(`${JSON.stringify({ event: "through" })}\n`);
