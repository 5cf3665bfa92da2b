/** Every manifest and every import against the table of layers, and the order of the folders in each package. */

import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { checkFolders } from "./support/folders.js";
import { listImports } from "./support/imports.js";
import { checkCrate, checkPackage, type SourceImports } from "./support/layers.js";
import { listFiles, listPackages, readText } from "./support/repository.js";

function readSources(folder: string): SourceImports[] {
  return listFiles(folder)
    .filter((path) => /\.(ts|tsx|mts|js|mjs)$/.test(path) && !path.endsWith(".d.ts"))
    .map((path) => ({ path: path.slice(folder.length + 1), imports: listImports(readText(path)) }));
}

describe("the layers of the repository", () => {
  it.each(listPackages())("$folder imports downwards only", ({ folder, manifest }) => {
    const sources = readSources(folder);
    expect(sources.some(({ path }) => path.startsWith("src/"))).toBe(true);
    const name = folder.replace("packages/", "");
    expect(checkPackage(name, manifest, sources)).toEqual([]);
    expect(checkFolders(name, sources)).toEqual([]);
  });

  const crates = listFiles("crates").filter((path) => /^crates\/[^/]+\/Cargo\.toml$/.test(path));
  it("finds the crates", () => expect(crates.length).toBeGreaterThanOrEqual(2));
  it.each(crates)("%s depends downwards only", (path) => {
    const { dependencies = {} } = parse(readText(path)) as { dependencies?: Record<string, unknown> };
    expect(checkCrate(path.split("/")[1] ?? "", Object.keys(dependencies))).toEqual([]);
  });
});

describe("the check itself", () => {
  const core = { name: "@anneal/core" };
  const monitor = { name: "@anneal/monitor" };
  const plot = { name: "@anneal/plot", dependencies: { "@anneal/core": "1.0.0" } };
  const cli = { name: "@anneal/cli", dependencies: { "@anneal/wasm": "1.0.0", left: "1.0.0" } };
  const source = (...imports: string[]) => [{ path: "src/index.ts", imports }];
  const test = (...imports: string[]) => [{ path: "test/index.test.ts", imports }];

  it("accepts what is right", () => {
    expect(checkPackage("core", core, source("./a.js", "./b/c.js"))).toEqual([]);
    expect(checkPackage("plot", plot, source("@anneal/core"))).toEqual([]);
    expect(
      checkPackage("monitor", monitor, [
        { path: "src/node/a.ts", imports: ["node:fs", "./b.js", "../c.js"] },
      ]),
    ).toEqual([]);
    expect(checkPackage("cli", cli, source("@anneal/wasm", "node:fs", "left/part.js"))).toEqual([]);
    expect(checkPackage("core", core, test("vitest", "node:fs", "../src/a.js", "@anneal/core"))).toEqual([]);
    expect(
      checkPackage("plot", plot, test("../../../spec/src/a.js", "../../core/test/support/a.js")),
    ).toEqual([]);
    expect(checkPackage("monitor", monitor, test("@anneal/monitor", "@anneal/monitor/node"))).toEqual([]);
    expect(checkCrate("schedules-wasm", ["kernels", "wasm-bindgen"])).toEqual([]);
  });

  it.each([
    [
      "an unknown package",
      checkPackage("extra", { name: "@anneal/extra" }, []),
      "not in the table of layers",
    ],
    ["another name", checkPackage("core", { name: "core" }, []), "is named core"],
    ["an upward import", checkPackage("core", core, source("@anneal/wasm")), "on a layer above"],
    ["a sideways import", checkPackage("plot", plot, source("@anneal/monitor")), "on the same layer"],
    [
      "a subpath of a package above",
      checkPackage("core", core, source("@anneal/cli/deep.js")),
      "on a layer above",
    ],
    [
      "an unknown package of ours",
      checkPackage("cli", cli, source("@anneal/extra")),
      "not in the table of layers",
    ],
    ["an undeclared package of ours", checkPackage("cli", cli, source("@anneal/core")), "not declared"],
    ["an undeclared package", checkPackage("cli", cli, source("right")), "not declared"],
    ["a computed import", checkPackage("cli", cli, source("(computed in ImportExpression)")), "not declared"],
    ["Node in a portable package", checkPackage("core", core, source("node:fs")), "run without Node"],
    [
      "Node in a folder for it, where there is no entry for Node",
      checkPackage("core", core, [{ path: "src/node/a.ts", imports: ["node:fs"] }]),
      "run without Node",
    ],
    [
      "the sources for Node elsewhere",
      checkPackage("monitor", monitor, source("./node/a.js")),
      "without Node",
    ],
    [
      "a path out of the package",
      checkPackage("cli", cli, source("../../core/src/index.js")),
      "may not leave",
    ],
    [
      "a source that imports tests",
      checkPackage("cli", cli, source("../test/support.js")),
      "may not import tests",
    ],
    [
      "an upward dependency",
      checkPackage("core", { ...core, dependencies: { "@anneal/wasm": "1" } }, []),
      "a layer above",
    ],
    [
      "an upward dependency of tests",
      checkPackage("core", { ...core, devDependencies: { "@anneal/cli": "1" } }, []),
      "above",
    ],
    [
      "a foreign dependency of core",
      checkPackage("core", { ...core, dependencies: { left: "1" } }, []),
      "must not depend",
    ],
    ["an upward test import", checkPackage("core", core, test("@anneal/wasm")), "above"],
    [
      "a test that reads another's sources",
      checkPackage("cli", cli, test("../../core/src/a.js")),
      "may not leave",
    ],
    [
      "the support of tests above",
      checkPackage("core", core, test("../../wasm/test/support/a.js")),
      "a layer above",
    ],
    ["an unknown crate", checkCrate("extra", []), "not in the table of crates"],
    ["an upward crate", checkCrate("kernels", ["schedules-wasm"]), "may not depend on schedules-wasm"],
    ["wasm in the kernels", checkCrate("kernels", ["wasm-bindgen"]), "may not know wasm"],
  ])("reports %s", (_, problems, expected) => {
    expect(problems).toEqual([expect.stringContaining(expected)]);
  });

  describe("of folders", () => {
    const importing = (path: string, ...imports: string[]) => ({ path, imports });

    it.each([
      ["a chain of folders", [importing("src/a/x.ts", "../b/y.js"), importing("src/b/y.ts", "../c/z.js")]],
      [
        "a folder that its own files use",
        [importing("src/a.ts", "./b/c.js"), importing("src/b/c.ts", "../d.js")],
      ],
      ["a file of a test", [importing("test/a.ts", "./b.js"), importing("test/b.ts", "./a.js")]],
      ["other packages", [importing("src/a.ts", "@anneal/core", "node:fs", "left")]],
    ])("accepts %s", (_, sources) => expect(checkFolders("plot", sources)).toEqual([]));

    it.each([
      [
        "two folders that import each other",
        [importing("src/a/x.ts", "../b/y.js"), importing("src/b/z.ts", "../a/w.js")],
        "packages/plot/src has a circle: src/a/x.ts imports src/b/y.ts, src/b/z.ts imports src/a/w.ts",
      ],
      [
        "a circle of three folders",
        [
          importing("src/a/x.ts", "../b/x.js"),
          importing("src/b/x.ts", "../c/x.js"),
          importing("src/c/x.ts", "../a/x.js"),
        ],
        "src has a circle: src/a/x.ts imports src/b/x.ts, src/b/x.ts imports src/c/x.ts, src/c/x.ts imports src/a/x.ts",
      ],
      [
        "a circle inside a folder",
        [importing("src/a/b/x.ts", "../c.js"), importing("src/a/c.ts", "./b/x.js")],
        "src/a has a circle: src/a/b/x.ts imports src/a/c.ts, src/a/c.ts imports src/a/b/x.ts",
      ],
      [
        "two files that import each other",
        [importing("src/a/x.ts", "./y.js"), importing("src/a/y.ts", "./x.js")],
        "src/a has a circle: src/a/x.ts imports src/a/y.ts, src/a/y.ts imports src/a/x.ts",
      ],
    ])("reports %s", (_, sources, expected) => {
      expect(checkFolders("plot", sources)).toEqual([expect.stringContaining(expected)]);
    });

    it("reports a step upwards where the order is declared", () => {
      expect(checkFolders("core", [importing("src/tree/x.ts", "../evaluate/y.js")])).toEqual([
        "packages/core/src/tree is below evaluate, but src/tree/x.ts imports src/evaluate/y.ts",
      ]);
    });
  });

  it("sees every kind of import", () => {
    const text = `
      import a, { type B } from "one";
      import type { C } from "two";
      export * from "three";
      export { d } from "four";
      import "five";
      const e: import("six").F = await import("seven");
      await import(\`eight\${e}\`);
    `;
    expect(listImports(text)).toEqual([
      "one",
      "two",
      "three",
      "four",
      "five",
      "six",
      "seven",
      "(computed in ImportExpression)",
    ]);
  });
});
