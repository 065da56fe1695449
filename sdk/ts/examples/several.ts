// several.js PORT CLOUD PACKAGE KEY: an app with a public address, for any number of wearers. Whoever starts it on the
// glasses is on the air until the app is stopped there.
import { type ManagedStreamResult, MiniApp } from "@glasscast/sdk";

const [port, cloud, packageName, apiKey] = process.argv.slice(2);
if (port === undefined || cloud === undefined || packageName === undefined || apiKey === undefined)
  throw new Error("usage: several.js PORT CLOUD PACKAGE KEY");

const onAir = new Map<string, ManagedStreamResult>();

function list(): void {
  console.log(`${onAir.size} on the air`);
  for (const [wearer, { previewUrl }] of onAir) console.log(`  ${wearer} at ${previewUrl}`);
}

const app = new MiniApp({
  packageName,
  apiKey,
  cloud,
  onSession: async (session) => {
    session.camera.onLivestreamStatus(({ status }) => {
      // An interruption is told as `initializing`, and passes by itself.
      if ((status === "stopped" || status === "error") && onAir.delete(session.userId)) list();
    });
    onAir.set(session.userId, await session.camera.startLivestream());
    list();
  },
  onStop: (session, { reason }) => {
    console.log(`${session.userId} has left: ${reason}`);
    if (onAir.delete(session.userId)) list();
  },
});
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => app.close());
console.log(`Listening on port ${await app.listen(Number(port))}`);
