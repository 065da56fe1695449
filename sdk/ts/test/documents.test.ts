import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { existingStream, livestreamStatus, localLivestreamStatus } from "../src/statuses.js";
import * as golden from "./generated/golden.js";
import { snippets } from "./generated/seed-snippets.js";
import { claims } from "./generated/seed-types.js";

describe("what others wrote", () => {
  it("the compiler has read: golden messages, and every kind of block of the seed", () => {
    assert(Object.keys(golden).length >= 17);
    assert.deepEqual(Object.keys(claims).sort(), [
      "AudioConfig",
      "ManagedStreamOptions",
      "ManagedStreamResult",
      "StreamConfig",
      "StreamOptions",
      "VideoConfig",
      "hasEveryMethod",
      "hasNoOtherWay",
    ]);
    assert.equal(snippets.length, 6);
  });

  it("golden messages are understood", () => {
    const { type, ...active } = golden.managedActive;
    assert.deepEqual(livestreamStatus(golden.managedActive), { ...active, raw: golden.managedActive });
    assert.deepEqual(livestreamStatus(golden.managedInitializing), {
      status: "initializing",
      streamId: "m1",
      outputs: [],
      raw: golden.managedInitializing,
    });
    assert.deepEqual(localLivestreamStatus(golden.streamStatus), {
      status: "error",
      streamId: "s1",
      errorDetails: "camera_busy",
      raw: golden.streamStatus,
    });
    const managed = golden.checkManaged.streamInfo;
    assert.deepEqual(existingStream(managed), { hasActiveStream: true, streamInfo: managed });
    const { rtmpUrl, ...unmanaged } = golden.checkUnmanaged.streamInfo;
    assert.deepEqual(existingStream(golden.checkUnmanaged.streamInfo), {
      hasActiveStream: true,
      streamInfo: unmanaged,
    });
  });
});
