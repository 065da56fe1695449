import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { SessionRequest, StopRequest } from "../src/wire.js";
import { Bench, PACKAGE, SESSION_ID, USER } from "./bench.js";
import type { Wire } from "./fake-cloud.js";
import { soon } from "./mailbox.js";

const timestamp = "2026-01-01T12:00:00Z";

describe("sessions that the cloud asks for", () => {
  let bench: Bench;
  let port: number;

  beforeEach(async () => {
    bench = await Bench.open();
    port = await bench.app.listen(0, "127.0.0.1");
  });

  afterEach(() => bench.close());

  async function post(body: string, to = port): Promise<{ status: number; body: unknown }> {
    const response = await soon(fetch(`http://127.0.0.1:${to}/webhook`, { method: "POST", body }));
    return { status: response.status, body: await response.json() };
  }

  function sessionRequest(): string {
    const request: SessionRequest = {
      type: "session_request",
      sessionId: SESSION_ID,
      userId: USER,
      timestamp,
      websocketUrl: `${bench.cloud.address}/ws/miniapp`,
      mentraOSWebsocketUrl: `${bench.cloud.address}/app-ws`,
      augmentOSWebsocketUrl: `${bench.cloud.address}/app-ws`,
    };
    return JSON.stringify(request);
  }

  async function accepted(): Promise<Wire> {
    const reply = post(sessionRequest());
    const wire = await bench.cloud.accept();
    assert.equal((await reply).status, 200);
    await bench.sessions.next();
    return wire;
  }

  it("dials the socket it is given", async () => {
    const reply = post(sessionRequest());
    const wire = await bench.cloud.accept();
    assert.equal(wire.path, "/ws/miniapp");
    assert.deepEqual(await reply, { status: 200, body: { status: "success" } });
    const session = await bench.sessions.next();
    assert.equal(session.sessionId, SESSION_ID);
    assert.equal(session.userId, USER);
    const health = await soon(fetch(`http://127.0.0.1:${port}/health`));
    assert.deepEqual(await health.json(), { status: "healthy", app: PACKAGE, activeSessions: 1 });
  });

  it("replaces the session on a second request, and releases the first", async () => {
    const first = await accepted();
    const second = post(sessionRequest());
    const { reason, packageName, sessionId } = await first.expect("ownership_release");
    assert.deepEqual([reason, packageName, sessionId], ["switching_clouds", PACKAGE, SESSION_ID]);
    assert.equal(await first.hear(), "close 1000");
    await bench.cloud.accept();
    assert.equal((await second).status, 200);
    assert.equal(await bench.stops.next(), "replaced: replaced by a new session");
    assert.deepEqual(bench.app.sessions, [await bench.sessions.next()]);
  });

  it("ends the session on a stop request", async () => {
    const first = await accepted();
    const stop: StopRequest = {
      type: "stop_request",
      sessionId: SESSION_ID,
      userId: USER,
      timestamp,
      reason: "user_disabled",
    };
    assert.deepEqual(await post(JSON.stringify(stop)), { status: 200, body: { status: "success" } });
    assert.equal(await first.hear(), "close 1000");
    assert.equal(await bench.stops.next(), "stopped_by_cloud: user_disabled");
    // Once more, for nobody.
    assert.equal((await post(JSON.stringify(stop))).status, 200);
  });

  it("gives up a lost session after about a minute", async () => {
    const wire = await accepted();
    bench.cloud.refuseWith(503);
    wire.cut();
    for (let base = 1_000, attempt = 1; attempt <= 6; attempt++, base = Math.min(2 * base, 30_000))
      await bench.clock.ring((ms) => ms >= base && ms < base * 1.25);
    assert.equal(await bench.stops.next(), "lost: the cloud answered with HTTP 503");
  });

  it("says what it cannot do", async () => {
    const unknown = await post('{"type":"tool"}');
    assert.deepEqual(unknown, { status: 400, body: { status: "error", message: "Unknown webhook request type" } });
    assert.equal((await post("nonsense")).status, 400);
    assert.equal((await post("x".repeat(300_000))).status, 400);
    assert.equal((await soon(fetch(`http://127.0.0.1:${port}/webhook`))).status, 405);
    assert.equal((await soon(fetch(`http://127.0.0.1:${port}/settings`))).status, 404);
    bench.cloud.refuseWith(404);
    assert.deepEqual(await post(sessionRequest()), {
      status: 500,
      body: { status: "error", message: "Failed to connect" },
    });
    await assert.rejects(bench.app.listen(0), /listens already/);
  });

  it("gives its key to no other cloud", async () => {
    const careful = await Bench.open({ cloud: "wss://cloud.example.org" });
    try {
      assert.equal((await post(sessionRequest(), await careful.app.listen(0, "127.0.0.1"))).status, 500);
      assert.match(await careful.problems.next(), /^refused a session request/);
      assert(bench.cloud.isQuiet);
    } finally {
      await careful.close();
    }
  });
});
