import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { CHECK_LIMIT_MS } from "../src/checks.js";
import type { LocalLivestreamStatus } from "../src/statuses.js";
import { STOP_LIMIT_MS } from "../src/stream-control.js";
import { Bench, failure, isPending } from "./bench.js";
import { Mailbox, soon } from "./mailbox.js";

const START_LIMIT_MS = 30_000;

describe("livestreams, in the order of the protocol's transcripts", () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await Bench.open();
  });

  afterEach(() => bench.close());

  it("starts and stops", async () => {
    const { camera, wire } = await bench.connected();
    const urls = camera.startLivestream();
    const { type, packageName, sessionId, timestamp, ...wishes } = await wire.expect("managed_stream_request");
    assert.equal(packageName, "org.app");
    assert.deepEqual(wishes, {});
    wire.tell({ type: "managed_stream_status", status: "initializing", streamId: "m1" });
    assert.equal(await bench.statuses.next(), "initializing");
    assert(await isPending(urls));
    wire.active("m1");
    assert.deepEqual(await soon(urls), {
      webrtcUrl: "https://c/whep/m1",
      hlsUrl: "https://c/m1.m3u8",
      dashUrl: "https://c/m1.mpd",
      previewUrl: "https://c/watch/m1",
      streamId: "m1",
    });
    assert.equal(await bench.statuses.next(), "active");
    assert(!bench.clock.isSet(START_LIMIT_MS));

    const stop = camera.stopLivestream();
    await wire.expect("managed_stream_stop");
    assert(await isPending(stop));
    wire.tell({ type: "managed_stream_status", status: "stopped", streamId: "m1" });
    await soon(stop);
    assert.equal(await bench.statuses.next(), "stopped");
  });

  it("sends wishes, and leaves out what is undefined", async () => {
    const { camera, wire } = await bench.connected();
    const ended = failure(
      camera.startLivestream({
        video: { width: 1280, height: 720, bitrate: 2_000_000, frameRate: 30 },
        stream: { durationLimit: 60 },
        restreamDestinations: [{ url: "rtmp://a/live/key", name: "Tube" }],
        sound: false,
      }),
    );
    const { type, packageName, sessionId, timestamp, ...wishes } = await wire.expect("managed_stream_request");
    assert.deepEqual(wishes, {
      video: { width: 1280, height: 720, bitrate: 2_000_000, frameRate: 30 },
      stream: { durationLimit: 60 },
      restreamDestinations: [{ url: "rtmp://a/live/key", name: "Tube" }],
      sound: false,
    });
    await bench.close();
    assert.equal((await ended).kind, "session_ended");
  });

  it("fails a start with the cloud's words when it is refused", async () => {
    const { camera, wire } = await bench.connected();
    const urls = camera.startLivestream();
    await wire.expect("managed_stream_request");
    wire.tell({ type: "managed_stream_status", status: "error", message: "WIFI_NOT_CONNECTED: no Wi-Fi" });
    const problem = await failure(urls);
    assert.equal(problem.kind, "refused");
    assert.equal(problem.message, "WIFI_NOT_CONNECTED: no Wi-Fi");
    assert.equal(problem.code, "WIFI_NOT_CONNECTED");

    const again = camera.startLivestream();
    await wire.expect("managed_stream_request");
    wire.active("m2");
    assert.equal((await soon(again)).streamId, "m2");
  });

  it("lets a handler of a failure start anew at once", async () => {
    const { camera, wire } = await bench.connected();
    const again = new Mailbox<Promise<unknown>>();
    const unsubscribe = camera.onLivestreamStatus((status) => {
      if (status.status === "error") again.put(camera.startLivestream());
    });
    const first = camera.startLivestream();
    await wire.expect("managed_stream_request");
    wire.tell({ type: "managed_stream_status", status: "error", message: "busy" });
    assert.equal((await failure(first)).message, "busy");
    await wire.expect("managed_stream_request");
    wire.active("m1");
    await again.next();
    unsubscribe();
    wire.tell({ type: "managed_stream_status", status: "error", message: "gone" });
    for (const status of ["error: busy", "active", "error: gone"]) assert.equal(await bench.statuses.next(), status);
    assert(again.isEmpty);
  });

  it("tells statuses in order, with the message as it came", async () => {
    const { camera, wire } = await bench.connected();
    const raws = new Mailbox<unknown>();
    camera.onLivestreamStatus(({ raw }) => raws.put(raw));
    const words = ["initializing", "preparing", "initializing", "stopping", "stopped"] as const;
    for (let round = 0; round < 20; round++)
      for (const status of words) wire.tell({ type: "managed_stream_status", status, message: `${round}` });
    for (let round = 0; round < 20; round++)
      for (const status of words) {
        assert.equal(await bench.statuses.next(), `${status}: ${round}`);
        assert.deepEqual(await raws.next(), { type: "managed_stream_status", status, message: `${round}` });
      }
  });

  it("takes an active without addresses for one that is not there yet", async () => {
    const { camera, wire } = await bench.connected();
    const urls = camera.startLivestream();
    wire.tell({ type: "managed_stream_status", status: "active", webrtcUrl: "https://c/whep" });
    assert.equal(await bench.statuses.next(), "preparing");
    assert(await isPending(urls));
    wire.active("m1");
    await soon(urls);
  });

  it("takes back a start that takes too long", async () => {
    const { camera, wire } = await bench.connected();
    const urls = camera.startLivestream();
    await wire.expect("managed_stream_request");
    await bench.clock.ring(START_LIMIT_MS);
    assert.equal((await failure(urls)).kind, "timed_out");
    await wire.expect("managed_stream_stop");

    const next = camera.startLivestream();
    wire.active("m1");
    assert.equal(await bench.statuses.next(), "active");
    assert(await isPending(next));
    wire.tell({ type: "managed_stream_status", status: "stopped", streamId: "m1" });
    await wire.expect("managed_stream_request");
    wire.active("m2");
    assert.equal((await soon(next)).streamId, "m2");
  });

  it("takes back a start that is aborted, and fails it with the signal's reason", async () => {
    const { camera, wire } = await bench.connected();
    const abort = new AbortController();
    const urls = camera.startLivestream({}, { signal: abort.signal });
    await wire.expect("managed_stream_request");
    const reason = new Error("changed my mind");
    abort.abort(reason);
    await assert.rejects(soon(urls), reason);
    await wire.expect("managed_stream_stop");
    assert(!bench.clock.isSet(START_LIMIT_MS));
    await assert.rejects(camera.startLivestream({}, { signal: abort.signal }), reason);
  });

  it("never sends an aborted start that waits for a stop", async () => {
    const { camera, wire } = await bench.connected();
    const stop = camera.stopLivestream();
    await wire.expect("managed_stream_stop");
    const abort = new AbortController();
    const start = camera.startLivestream({}, { signal: abort.signal });
    abort.abort();
    await assert.rejects(soon(start), { name: "AbortError" });
    wire.tell({ type: "managed_stream_status", status: "stopped" });
    await soon(stop);
    const check = camera.checkExistingStream();
    await wire.expect("stream_status_check");
    wire.tell({ type: "stream_status_check_response", hasActiveStream: false });
    assert.deepEqual(await soon(check), { hasActiveStream: false });
  });

  it("does not mind an abort after the start", async () => {
    const { camera, wire } = await bench.connected();
    const abort = new AbortController();
    const urls = camera.startLivestream({}, { signal: abort.signal });
    await wire.expect("managed_stream_request");
    wire.active("m1");
    await soon(urls);
    abort.abort();
    const check = camera.checkExistingStream();
    await wire.expect("stream_status_check");
    wire.tell({ type: "stream_status_check_response", hasActiveStream: false });
    await soon(check);
  });

  it("ends a start that is under way when it is stopped", async () => {
    const { camera, wire } = await bench.connected();
    const urls = camera.startLivestream();
    const stop = camera.stopLivestream();
    assert.equal((await failure(urls)).kind, "stopped");
    await wire.expect("managed_stream_request");
    await wire.expect("managed_stream_stop");
    wire.tell({ type: "managed_stream_status", status: "stopped" });
    await soon(stop);
  });

  it("refuses a second start here", async () => {
    const { camera, wire } = await bench.connected();
    const first = camera.startLivestream();
    assert.equal((await failure(camera.startLivestream())).kind, "already_streaming");
    await wire.expect("managed_stream_request");
    wire.active("m1");
    await soon(first);
    assert.equal((await failure(camera.startLivestream())).kind, "already_streaming");
    assert(wire.isQuiet);
  });

  it("begins a start after a stop when that is answered, and its echoes do not hurt", async () => {
    const { camera, wire } = await bench.connected();
    const first = camera.startLivestream();
    await wire.expect("managed_stream_request");
    wire.active("m1");
    await soon(first);
    const stop = camera.stopLivestream();
    const second = camera.startLivestream();
    await wire.expect("managed_stream_stop");
    // It failed by itself as the stop was on its way: the stop is answered all the same.
    wire.tell({ type: "managed_stream_status", status: "error", streamId: "m1", message: "gone" });
    await soon(stop);
    await wire.expect("managed_stream_request");
    wire.tell({ type: "managed_stream_status", status: "stopped" });
    wire.tell({ type: "managed_stream_status", status: "error", streamId: "m1", message: "told late" });
    wire.tell({ type: "managed_stream_status", status: "initializing", streamId: "m2" });
    wire.active("m2");
    assert.equal((await soon(second)).streamId, "m2");
  });

  it("fails a stop that nobody answers, and holds up nothing", async () => {
    const { camera, wire } = await bench.connected();
    const stop = camera.stopLivestream();
    const start = camera.startLivestream();
    await wire.expect("managed_stream_stop");
    await bench.clock.ring(STOP_LIMIT_MS);
    assert.equal((await failure(stop)).kind, "timed_out");
    await wire.expect("managed_stream_request");
    wire.active("m1");
    await soon(start);
  });

  it("is not silenced by handlers that fail, now or later", async () => {
    const { session, camera, wire } = await bench.connected();
    camera.onLivestreamStatus(() => {
      throw new Error("now");
    });
    camera.onLivestreamStatus(() => Promise.reject(new Error("later")));
    bench.follow(session);
    wire.tell({ type: "managed_stream_status", status: "initializing" });
    for (let i = 0; i < 2; i++) assert.equal(await bench.statuses.next(), "initializing");
    const problems = [await bench.problems.next(), await bench.problems.next()].sort();
    assert.deepEqual(problems, ["a handler failed Error: later", "a handler failed Error: now"]);
  });

  it("checks what runs", async () => {
    const { camera, wire } = await bench.connected();
    const check = camera.checkExistingStream();
    assert.equal((await wire.expect("stream_status_check"))["requestId"], "check-1");
    wire.tell({
      type: "stream_status_check_response",
      requestId: "check-1",
      hasActiveStream: true,
      streamInfo: {
        type: "unmanaged",
        streamId: "s1",
        status: "active",
        createdAt: "2026-01-01T00:00:00Z",
        streamUrl: "srt://h:1",
      },
    });
    assert.deepEqual(await soon(check), {
      hasActiveStream: true,
      streamInfo: {
        type: "unmanaged",
        streamId: "s1",
        status: "active",
        createdAt: "2026-01-01T00:00:00Z",
        streamUrl: "srt://h:1",
      },
    });
    const unanswered = camera.checkExistingStream();
    await wire.expect("stream_status_check");
    await bench.clock.ring(CHECK_LIMIT_MS);
    assert.equal((await failure(unanswered)).kind, "timed_out");
  });

  it("streams to an address of the app's own", async () => {
    const { camera, wire } = await bench.connected();
    assert.equal((await failure(camera.startLocalLivestream({ streamUrl: "ftp://x" }))).kind, "invalid");
    const heard = new Mailbox<LocalLivestreamStatus>();
    camera.onLocalLivestreamStatus((status) => heard.put(status));
    const start = camera.startLocalLivestream({ streamUrl: "srt://h:4201?streamid=x" });
    assert.equal((await wire.expect("stream_request"))["streamUrl"], "srt://h:4201?streamid=x");
    wire.tell({ type: "stream_status", streamId: "s1", status: "initializing" });
    assert.equal((await heard.next()).status, "initializing");
    assert(await isPending(start));
    const stats = { fps: 14.5 };
    const resolvedConfig = {
      transport: "srt",
      video: { width: 854, captureWidth: 1920 },
      audio: { noiseSuppression: false },
    };
    wire.tell({ type: "stream_status", streamId: "s1", status: "streaming", stats, resolvedConfig });
    assert.equal(await soon(start), undefined);
    const streaming = await heard.next();
    assert.deepEqual(streaming.stats, stats);
    assert.deepEqual(streaming.resolvedConfig, resolvedConfig);
    const stop = camera.stopLocalLivestream();
    assert.equal((await wire.expect("stream_stop"))["streamId"], "s1");
    wire.tell({ type: "stream_status", streamId: "s1", status: "stopped" });
    await soon(stop);

    const refused = camera.startLocalLivestream({ streamUrl: "srt://h:4201" });
    await wire.expect("stream_request");
    wire.tell({ type: "stream_status", streamId: "", status: "error", errorDetails: "camera_busy" });
    const problem = await failure(refused);
    assert.equal(problem.kind, "refused");
    assert.equal(problem.message, "camera_busy");
    wire.say('{"type":"stream_status","status":"dancing"}');
    for (const status of ["stopped", "error", "unknown"]) assert.equal((await heard.next()).status, status);
  });
});
