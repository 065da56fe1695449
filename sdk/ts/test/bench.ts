import assert from "node:assert/strict";
import { LivestreamError } from "../src/errors.js";
import { MiniApp, type MiniAppOptions } from "../src/miniapp.js";
import type { Session } from "../src/session.js";
import { FakeCloud, type Wire } from "./fake-cloud.js";
import { Mailbox, soon } from "./mailbox.js";
import { ManualClock } from "./manual-clock.js";

export const PACKAGE = "org.app";
export const KEY = "k-12345678";
export const USER = "u-1@x-y.org";
export const SESSION_ID = `${USER}-${PACKAGE}`;

/** An app, a cloud and a clock, and everything the app was told. */
export class Bench {
  readonly clock = new ManualClock();
  readonly sessions = new Mailbox<Session>();
  readonly stops = new Mailbox<string>();
  readonly statuses = new Mailbox<string>();
  readonly connection = new Mailbox<string>();
  readonly problems = new Mailbox<string>();
  readonly app: MiniApp;
  readonly cloud: FakeCloud;

  private constructor(cloud: FakeCloud, options: Partial<MiniAppOptions>) {
    this.cloud = cloud;
    this.app = new MiniApp(
      {
        packageName: PACKAGE,
        apiKey: KEY,
        onSession: (session) => this.sessions.put(session),
        onStop: (_, { cause, reason }) => this.stops.put(`${cause}: ${reason}`),
        log: (words, cause) => this.problems.put(`${words} ${String(cause)}`),
        ...options,
      },
      this.clock,
    );
  }

  static async open(options: Partial<MiniAppOptions> = {}): Promise<Bench> {
    return new Bench(await FakeCloud.open(), options);
  }

  /** A session, with its wire. */
  async connected(): Promise<{ session: Session; camera: Session["camera"]; wire: Wire }> {
    const connecting = this.app.connect(this.cloud.address, USER);
    const wire = await this.cloud.accept();
    const session = await soon(connecting);
    this.follow(session);
    return { session, camera: session.camera, wire };
  }

  follow(session: Session): void {
    session.camera.onLivestreamStatus(({ status, message }) =>
      this.statuses.put(message === undefined ? status : `${status}: ${message}`),
    );
    session.onConnection((news) => {
      switch (news.status) {
        case "resumed":
          return this.connection.put("resumed");
        case "interrupted":
          return this.connection.put(`interrupted: ${news.reason}`);
        case "ended":
          return this.connection.put(`ended: ${news.cause}: ${news.reason}`);
        case "permission_missing": {
          const permissions = news.details.map(({ requiredPermission }) => requiredPermission);
          return this.connection.put(`permission missing: ${news.message} [${permissions.join()}]`);
        }
        case "complaint":
          return this.connection.put(`complaint: ${news.code}: ${news.message}`);
      }
    });
  }

  async close(): Promise<void> {
    // The clock stands still, so that nothing waits for a cloud that does not answer.
    const closing = this.app.close();
    this.cloud.close();
    await soon(closing, "the end");
  }
}

/** How it failed, as it must have. */
export async function failure(promise: Promise<unknown>): Promise<LivestreamError> {
  const outcome = await soon(
    promise.then(
      (value) => ({ value }),
      (reason: unknown) => ({ reason }),
    ),
  );
  assert(
    "reason" in outcome && outcome.reason instanceof LivestreamError,
    `it did not fail: ${JSON.stringify(outcome)}`,
  );
  return outcome.reason;
}

/** Whether it is settled by now. */
export async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol();
  const first = await Promise.race([promise.catch(() => undefined), Promise.resolve(pending)]);
  return first === pending;
}
