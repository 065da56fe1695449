// Writes TypeScript from what others wrote, word for word, so that the compiler reads it too: the golden messages of
// the module `contract`, and the code blocks of docs/seed/streaming.md and of our own documents.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";

const home = new URL("../../../", import.meta.url);
const target = new URL("generated/", import.meta.url);
mkdirSync(target, { recursive: true });

/** @type {(name: string, lines: string[]) => void} */
const write = (name, lines) => writeFileSync(new URL(name, target), `${lines.join("\n")}\n`);

/** @type {(name: string) => string} */
const camelCase = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

/** @type {(name: string) => string} */
const pascalCase = (name) => camelCase(`-${name}`);

// --- golden messages -----------------------------------------------------------------------------------------

const golden = new URL("contract/src/test/resources/golden/", home);
const messages = readdirSync(golden).flatMap((family) =>
  readdirSync(new URL(`${family}/`, golden)).map((file) => {
    const json = readFileSync(new URL(`${family}/${file}`, golden), "utf8").trim();
    return `export const ${camelCase(file.replace(".json", ""))} = ${json} as const satisfies Deep<wire.${pascalCase(family)}>;`;
  }),
);
write("golden.ts", [
  'import type * as wire from "../../src/wire.js";',
  "",
  "/** The same, as `as const` makes it. */",
  "type Deep<T> = T extends object ? { readonly [K in keyof T]: Deep<T[K]> } : T;",
  "",
  ...messages,
]);

// --- code blocks ---------------------------------------------------------------------------------------------

/** @type {(document: string, language: string) => string[]} */
const codeBlocks = (document, language) =>
  [
    ...readFileSync(new URL(document, home), "utf8").matchAll(
      new RegExp(`^( *)\`\`\`${language}\\b.*\\n([^]*?)^\\1\`\`\`$`, "gm"),
    ),
  ].map((block) => block[2] ?? "");

const blocks = codeBlocks("docs/seed/streaming.md", "typescript");
/** @type {(block: string) => boolean} */
const isTypes = (block) => block.startsWith("interface ");
/** @type {(block: string) => boolean} */
const isSignatures = (block) => /^session\.camera\.\w+\(.*\): /m.test(block);

const interfaces = blocks.filter(isTypes);
const names = interfaces.flatMap((block) => [...block.matchAll(/^interface (\w+)/gm)].map((found) => found[1] ?? ""));
const signatures = blocks
  .filter(isSignatures)
  .flatMap((block) => [...block.matchAll(/^session\.camera\.(\w+)(\(.*\)): (.*)$/gm)])
  // The document says nothing of what a handler takes; the snippets do.
  .map(([, name, parameters = "", result]) => {
    const typed = parameters.replace("(handler)", `(handler: Parameters<sdk.Camera["${name}"]>[0])`);
    return `  ${name}: ${typed} => ${result};`;
  });
write("seed-types.ts", [
  'import type * as sdk from "@glasscast/sdk";',
  "",
  ...interfaces,
  "interface Camera {",
  ...signatures,
  "}",
  "",
  "type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;",
  "type Serves<A, B> = A extends B ? true : false;",
  "",
  "/** Each has to be true. */",
  "export const claims: {",
  ...names.map((name) => `  ${name}: Same<${name}, sdk.${name}>;`),
  "  hasEveryMethod: Serves<sdk.Camera, Camera>;",
  "  hasNoOtherWay: Serves<Camera, Pick<sdk.Camera, keyof Camera>>;",
  "} = {",
  ...[...names, "hasEveryMethod", "hasNoOtherWay"].map((name) => `  ${name}: true,`),
  "};",
]);

const snippets = blocks.filter((block) => !isTypes(block) && !isSignatures(block));
write("seed-snippets.ts", [
  'import type { Session } from "@glasscast/sdk";',
  "",
  'type Snippet = (session: Session, console: Pick<Console, "log" | "error">) => Promise<void>;',
  "",
  "export const snippets: readonly Snippet[] = [",
  ...snippets.flatMap((block) => ["async (session, console) => {", block, "},"]),
  "];",
]);

// --- our own documents: each block is a module, in which what it takes for granted is there ----------------------

const granted = {
  MiniApp: 'import { MiniApp } from "@glasscast/sdk";',
  LivestreamError: 'import { LivestreamError } from "@glasscast/sdk";',
  apiKey: "declare const apiKey: string;",
  session: 'declare const session: import("@glasscast/sdk").Session;',
};
for (const [index, block] of ["docs/sdk-ts.md", "sdk/ts/README.md"].flatMap((it) => codeBlocks(it, "ts")).entries()) {
  const missing = Object.entries(granted).filter(
    ([name]) => new RegExp(`\\b${name}\\b`).test(block) && !new RegExp(`(const|import \\{) ${name}\\b`).test(block),
  );
  write(`document-${index + 1}.ts`, [...missing.map(([, declaration]) => declaration), block, "export {};"]);
}
