import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { promisify } from "node:util";

const home = new URL("../../", import.meta.url);

describe("the package", () => {
  it("holds what users need, and no more", async () => {
    const { stdout } = await promisify(execFile)("npm", ["pack", "--dry-run", "--ignore-scripts", "--json"], {
      cwd: home,
    });
    const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    const paths = files.map(({ path }) => path).filter((path) => path !== "LICENSE");
    assert(paths.includes("dist/index.js") && paths.includes("dist/index.d.ts"));
    assert.deepEqual(paths.filter((path) => !path.startsWith("dist/")).sort(), ["README.md", "package.json"]);
  });

  it("shows no way to make what only it can make", () => {
    for (const type of ["session", "camera"])
      assert.doesNotMatch(readFileSync(new URL(`dist/${type}.d.ts`, home), "utf8"), /constructor|\bheard\b|\bdial\b/);
    assert.deepEqual(readFileSync(new URL("dist/miniapp.d.ts", home), "utf8").match(/constructor.*/g), [
      "constructor(options: MiniAppOptions);",
    ]);
  });
});
