// watch.js SERVER PACKAGE KEY WEARER: streams what a wearer sees and says where to watch it, until it is interrupted.
import { MiniApp } from "@glasscast/sdk";

const [server, packageName, apiKey, wearer] = process.argv.slice(2);
if (server === undefined || packageName === undefined || apiKey === undefined || wearer === undefined)
  throw new Error("usage: watch.js SERVER PACKAGE KEY WEARER");

const app = new MiniApp({ packageName, apiKey });
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => app.close());

const session = await app.connect(server, wearer);
session.onConnection((connection) => console.log(`connection: ${connection.status}`));
session.camera.onLivestreamStatus(({ status, message = "" }) => console.log(`${status} ${message}`));

const urls = await session.camera.startLivestream();
console.log(`Watch at ${urls.previewUrl ?? urls.hlsUrl}`);
console.log(`Ended: ${(await session.ended).reason}`);
