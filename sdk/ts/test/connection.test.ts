import assert from "node:assert/strict";
import { createServer } from "node:net";
import { afterEach, beforeEach, describe, it } from "node:test";
import { backoffMs } from "../src/backoff.js";
import { ConnectionError, type EndCause } from "../src/errors.js";
import { ACK_LIMIT_MS, PING_EVERY_MS } from "../src/link.js";
import { appSocket } from "../src/miniapp.js";
import { Bench, SESSION_ID, USER, failure, isPending } from "./bench.js";
import { soon } from "./mailbox.js";

const firstRetry = (ms: number) => ms >= 1_000 && ms < 1_250;
const secondRetry = (ms: number) => ms >= 2_000 && ms < 2_500;

describe("handshakes, interruptions and ends", () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await Bench.open();
  });

  afterEach(() => bench.close());

  const notLetIn = (promise: Promise<unknown>, end: EndCause, words: RegExp) =>
    assert.rejects(soon(promise), (problem) => {
      assert(problem instanceof ConnectionError);
      assert.equal(problem.end, end);
      assert.match(problem.message, words);
      return true;
    });

  it("dials out", async () => {
    const connecting = bench.app.connect(bench.cloud.address, USER);
    const wire = await bench.cloud.next();
    assert.equal(wire.path, "/app-ws");
    const { timestamp, ...init } = await wire.expect("tpa_connection_init");
    assert.deepEqual(init, {
      type: "tpa_connection_init",
      sessionId: "u-1@x-y.org-org.app",
      packageName: "org.app",
      apiKey: "k-12345678",
    });
    assert.match(String(timestamp), /^20\d\d-.*Z$/);
    assert(await isPending(connecting));
    wire.say('{"type":"tpa_connection_ack","capabilities":{"modelName":"Mentra Live","hasCamera":true}}');
    const subscriptions = (await wire.expect("subscription_update"))["subscriptions"];
    assert.deepEqual(subscriptions, ["managed_stream_status", "stream_status"]);
    const session = await soon(connecting);
    assert.equal(await bench.sessions.next(), session);
    assert.equal(session.userId, USER);
    assert.equal(session.capabilities?.modelName, "Mentra Live");
    assert.deepEqual(bench.app.sessions, [session]);
  });

  it("says in words that the key is wrong", async () => {
    const connecting = bench.app.connect(bench.cloud.address, USER);
    const wire = await bench.cloud.next();
    await wire.expect("tpa_connection_init");
    wire.tell({ type: "tpa_connection_error", code: "INVALID_API_KEY", message: "Invalid API key" });
    wire.close(1008, "Invalid API key");
    await notLetIn(connecting, "refused", /^INVALID_API_KEY: Invalid API key$/);
    assert.deepEqual(bench.app.sessions, []);
    assert(bench.sessions.isEmpty);
    assert(bench.stops.isEmpty);
  });

  it("tells at once that a first connection fails", async () => {
    bench.cloud.refuseWith(404);
    await notLetIn(bench.app.connect(bench.cloud.address, USER), "lost", /HTTP 404/);
    const door = createServer();
    const port = await new Promise<number>((resolve) =>
      door.listen(0, "127.0.0.1", () => {
        const address = door.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      }),
    );
    await new Promise((resolve) => door.close(resolve));
    const nobody = bench.app.connect(`ws://127.0.0.1:${port}`, USER);
    await notLetIn(nobody, "lost", /^cannot reach the cloud \(ECONNREFUSED\)$/);
    await assert.rejects(bench.app.connect("ftp://c", USER), TypeError);
  });

  it("leaves a cloud that does not answer the handshake", async () => {
    const connecting = bench.app.connect(bench.cloud.address, USER);
    await (await bench.cloud.next()).expect("tpa_connection_init");
    await bench.clock.ring(ACK_LIMIT_MS);
    await notLetIn(connecting, "lost", /does not answer the handshake/);
  });

  it("comes back under the same session id, and asks for its stream", async () => {
    const { camera, wire } = await bench.connected();
    const live = camera.startLivestream();
    await wire.expect("managed_stream_request");
    wire.active("m1");
    await soon(live);
    bench.cloud.refuseWith(503);
    wire.cut();
    assert.equal(await bench.connection.next(), "interrupted: connection lost");
    await bench.clock.ring(firstRetry);
    assert.equal(await bench.connection.next(), "interrupted: the cloud answered with HTTP 503");
    bench.cloud.refuseWith(101);
    await bench.clock.ring(secondRetry);
    const second = await bench.cloud.next();
    assert.equal((await second.expect("tpa_connection_init"))["sessionId"], SESSION_ID);
    second.say('{"type":"tpa_connection_ack"}');
    await second.expect("subscription_update");
    assert.equal(await bench.connection.next(), "resumed");
    assert.equal((await second.expect("stream_status_check"))["requestId"], "check-1");
    second.tell({ type: "stream_status_check_response", requestId: "check-1", hasActiveStream: false });
    assert.equal(await bench.statuses.next(), "active");
    assert.equal(await bench.statuses.next(), "stopped: Ended while the connection was away.");
    assert(bench.stops.isEmpty);
  });

  it("goes on with a stream that outlives the interruption", async () => {
    const { camera, wire } = await bench.connected();
    const live = camera.startLivestream();
    await wire.expect("managed_stream_request");
    wire.active("m1");
    await soon(live);
    wire.cut();
    await bench.clock.ring(firstRetry);
    const second = await bench.cloud.accept();
    await second.expect("stream_status_check");
    const streamInfo = {
      type: "managed",
      streamId: "m1",
      status: "active",
      createdAt: "2026-01-01T00:00:00Z",
    } as const;
    second.tell({ type: "stream_status_check_response", requestId: "check-1", hasActiveStream: true, streamInfo });
    const check = camera.checkExistingStream();
    await second.expect("stream_status_check");
    second.tell({ type: "stream_status_check_response", requestId: "check-2", hasActiveStream: true, streamInfo });
    await soon(check);
    assert.equal((await failure(camera.startLivestream())).kind, "already_streaming");
  });

  it("says again what was under way", async () => {
    const { camera, wire } = await bench.connected();
    const start = camera.startLivestream();
    await wire.expect("managed_stream_request");
    wire.cut();
    await bench.clock.ring(firstRetry);
    const second = await bench.cloud.accept();
    await second.expect("managed_stream_request");
    second.active("m1");
    await soon(start);

    const stop = camera.stopLivestream();
    await second.expect("managed_stream_stop");
    second.cut();
    assert.equal(await bench.connection.next(), "interrupted: connection lost");
    const next = camera.startLivestream();
    await bench.clock.ring(firstRetry);
    const third = await bench.cloud.accept();
    await third.expect("managed_stream_stop");
    third.tell({ type: "managed_stream_status", status: "stopped" });
    await soon(stop);
    await third.expect("managed_stream_request");
    third.active("m2");
    await soon(next);
  });

  it("pings, and leaves a cloud that has fallen silent", async () => {
    const { wire } = await bench.connected();
    await bench.clock.ring(PING_EVERY_MS);
    await wire.expect("ping");
    wire.tell({ type: "pong" });
    wire.tell({ type: "managed_stream_status", status: "preparing" });
    await bench.statuses.next();
    for (let unanswered = 0; unanswered < 2; unanswered++) {
      await bench.clock.ring(PING_EVERY_MS);
      await wire.expect("ping");
    }
    await bench.clock.ring(PING_EVERY_MS);
    assert.equal(await bench.connection.next(), "interrupted: the cloud has fallen silent");
  });

  it("leaves a cloud that says too much at once", async () => {
    const { wire } = await bench.connected();
    wire.say("x".repeat(300_000));
    assert.match(await bench.connection.next(), /^interrupted: .*WS_ERR_UNSUPPORTED_MESSAGE_LENGTH/);
  });

  it("ends when the cloud says so", async () => {
    const { session, camera, wire } = await bench.connected();
    const start = camera.startLivestream();
    await wire.expect("managed_stream_request");
    wire.tell({ type: "app_stopped", reason: "user_disabled" });
    wire.close(1000, "App stopped");
    assert.equal((await failure(start)).message, "The session ended: user_disabled");
    assert.equal(await bench.stops.next(), "stopped_by_cloud: user_disabled");
    assert.deepEqual(await soon(session.ended), { cause: "stopped_by_cloud", reason: "user_disabled" });
    assert.equal((await failure(camera.startLivestream())).kind, "session_ended");
    assert.equal((await failure(camera.checkExistingStream())).kind, "session_ended");
    await soon(camera.stopLivestream());
    assert.deepEqual(bench.app.sessions, []);
    assert(bench.stops.isEmpty);
  });

  it("comes back or not, as close codes say", async () => {
    const ends: [number, string, EndCause][] = [
      [1000, "enough", "stopped_by_cloud"],
      [1000, "Replaced by a newer connection", "replaced"],
      [1008, "enough", "refused"],
    ];
    for (const [code, reason, cause] of ends) {
      const { session, wire } = await bench.connected();
      wire.close(code, reason);
      assert.equal(await bench.stops.next(), `${cause}: ${reason}`);
      assert.deepEqual(await soon(session.ended), { cause, reason });
      assert.equal(await bench.connection.next(), `ended: ${cause}: ${reason}`);
    }
    const { wire } = await bench.connected();
    wire.close(1011, "oops");
    assert.equal(await bench.connection.next(), "interrupted: oops");
    await bench.clock.ring(firstRetry);
    await bench.cloud.accept();
    assert(bench.stops.isEmpty);
  });

  it("passes complaints on", async () => {
    const { wire } = await bench.connected();
    for (const noise of ["not JSON", "[]", "null", '{"type":7}', '{"type":"device_state_update"}']) wire.say(noise);
    wire.tell({ type: "tpa_connection_error", code: "MALFORMED_MESSAGE", message: "what?" });
    assert.equal(await bench.connection.next(), "complaint: MALFORMED_MESSAGE: what?");
    const details = [{ stream: "managed_stream_request", requiredPermission: "CAMERA", message: "needed" }];
    wire.tell({ type: "permission_error", message: "CAMERA is missing", details });
    assert.equal(await bench.connection.next(), "permission missing: CAMERA is missing [CAMERA]");
  });

  it("stops the stream and says good-bye as it closes", async () => {
    const { camera, wire } = await bench.connected();
    const start = camera.startLivestream();
    await wire.expect("managed_stream_request");
    wire.active("m1");
    await soon(start);
    await soon(bench.app.close());
    await wire.expect("managed_stream_stop");
    assert.equal((await wire.expect("ownership_release"))["reason"], "clean_shutdown");
    assert.equal(await wire.hear(), "close 1000");
    assert.equal(await bench.stops.next(), "closed_by_app: closed by the app");
    await notLetIn(bench.app.connect(bench.cloud.address, USER), "closed_by_app", /closed/);
    assert.equal((await failure(camera.startLivestream())).kind, "session_ended");
  });

  it("lets a handler close its session", async () => {
    const { session, camera, wire } = await bench.connected();
    camera.onLivestreamStatus(() => session.close());
    wire.tell({ type: "managed_stream_status", status: "stopped" });
    assert.equal((await wire.expect("ownership_release"))["reason"], "clean_shutdown");
    assert.equal(await bench.stops.next(), "closed_by_app: closed by the app");
  });

  it("waits longer each time, but never longer than a minute", () => {
    for (let attempt = 1; attempt < 2_000; attempt++) {
      const base = Math.min(30_000, 1_000 * 2 ** (attempt - 1));
      assert.equal(backoffMs(attempt, 0), base);
      assert(backoffMs(attempt, 0.999_999) <= base * 1.25);
    }
  });

  it("reads addresses", () => {
    assert.equal(appSocket("https://c").href, "wss://c/app-ws");
    assert.equal(appSocket("http://[::1]:8080/").href, "ws://[::1]:8080/app-ws");
    assert.equal(appSocket(new URL("wss://c/ws/miniapp#x")).href, "wss://c/ws/miniapp");
    assert.throws(() => appSocket("c:8080"), TypeError);
    assert.throws(() => appSocket("/app-ws"), TypeError);
  });
});
