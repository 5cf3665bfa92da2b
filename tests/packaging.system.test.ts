/** The packages as npm publishes them: packed, installed in an empty project, type-checked, and used as their READMEs say. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkPackage, createPackageFromTarballData, type Problem } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isComplete, isDue, sampled } from "../packages/core/test/support/random-cases.js";
import { checkSnippets } from "./support/check-snippets.js";
import { listPublicPackages, readJson, readText, repository } from "./support/repository.js";
import { listSnippets, type Snippet } from "./support/snippets.js";
import { installProject, packOurs, run, type Tarball, tryRun, unpackProject } from "./support/tarballs.js";
import { type Compiler, compilers, errorsOf, importAll, writeUses } from "./support/typescript.js";

const work = mkdtempSync(join(tmpdir(), "anneal-packaging-"));
const project = join(work, "project");
const packages = listPublicPackages();
const tarballs = new Map<string, Tarball>();
const typescript = join(repository, "node_modules/typescript/bin/tsc");

/** Every name that can be imported: `@anneal/core`, `@anneal/core/lint`, `@anneal/wasm/schedules.wasm`. */
const names = packages.flatMap(({ folder, manifest }) => {
  const { exports = {} } = readJson<{ exports?: Record<string, unknown> }>(`${folder}/package.json`);
  return Object.keys(exports).map((key) => manifest.name + key.slice(1));
});
/** Files that are not code. */
const assets = names.filter((name) => /\.\w+$/.test(name));
const entries = names.filter((name) => !assets.includes(name));

const documents = [
  "README.md",
  "docs/choosing.md",
  "docs/forecasting.md",
  ...packages.map(({ folder }) => `${folder}/README.md`),
];
const snippets = sampled(
  documents.flatMap((path) => listSnippets(path, readText(path))),
  3,
);

/** Writes a TypeScript project in a folder of the project, compiles it strictly, and returns the errors. */
function compile(folder: string, files: Readonly<Record<string, string>>, options: object): string {
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
  const compilerOptions = {
    target: "ES2022",
    strict: true,
    skipLibCheck: false,
    types: [],
    rootDir: ".",
    outDir: "out",
    ...options,
  };
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions, include: ["*.ts", "*.mts"] }),
  );
  return tryRun(folder, process.execPath, typescript, "-p", ".").output;
}

beforeAll(() => {
  const ours = packOurs(work);
  for (const tarball of ours) tarballs.set(tarball.name, tarball);
  if (isComplete) installProject(project, ours);
  else unpackProject(project, ours);
}, 300_000);
afterAll(() => rmSync(work, { recursive: true, force: true }));

function tarballOf({ manifest }: (typeof packages)[number]): Tarball {
  const found = tarballs.get(manifest.name);
  if (!found) throw new Error(`${manifest.name} was not packed`);
  return found;
}

describe.each(packages)("the tarball of $manifest.name", (each) => {
  it("has the required files and nothing else", () => {
    const { files } = tarballOf(each);
    expect(files).toEqual(
      expect.arrayContaining(["LICENSE", "README.md", "package.json", "dist/index.js", "dist/index.d.ts"]),
    );
    const allowed =
      /^(LICENSE|THIRD_PARTY_NOTICES\.md|README\.md|CHANGELOG\.md|package\.json|(bin|dist|src|module)\/.+)$/;
    expect(files.filter((file) => !allowed.test(file) || /\.tsbuildinfo$|\.test\./.test(file))).toEqual([]);
  });

  it("has the source of every source map", () => {
    const { files } = tarballOf(each);
    const maps = files.filter((file) => file.endsWith(".map"));
    expect(maps.length).toBeGreaterThan(0);
    for (const map of maps) {
      const { sources } = readJson<{ sources: string[] }>(`${each.folder}/${map}`);
      for (const source of sources) expect(files).toContain(join(map, "..", source));
    }
  });
});

// The linters take a second for each package.
describe.each(sampled(packages, packages.length))("the linted tarball of $manifest.name", (each) => {
  const { manifest } = each;

  it("passes publint", async () => {
    const bytes = readFileSync(tarballOf(each).path);
    const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  it("has types that every resolver of ES modules finds", async () => {
    const own = assets.filter((name) => name.startsWith(`${manifest.name}/`));
    const excludeEntrypoints = own.map((name) => `.${name.slice(manifest.name.length)}`);
    const archive = createPackageFromTarballData(readFileSync(tarballOf(each).path));
    const result = await checkPackage(archive, { excludeEntrypoints });
    // Without any types there are no problems either.
    if (!result.types) throw new Error(`${manifest.name} has no types`);
    const isForEsModules = (problem: Problem) =>
      !("resolutionKind" in problem) || !["node10", "node16-cjs"].includes(problem.resolutionKind);
    expect(result.problems.filter(isForEsModules)).toEqual([]);
  });
});

describe("a project that installed the tarballs", () => {
  it("imports every entry in Node", () => {
    const code = entries.map(
      (entry) => `console.log("${entry}", Object.keys(await import("${entry}")).length);`,
    );
    writeFileSync(join(project, "entries.js"), code.join("\n"));
    const counts = run(project, process.execPath, "entries.js").trim().split("\n");
    expect(counts.map((line) => line.split(" ")[0])).toEqual(entries);
    for (const line of counts) expect(Number(line.split(" ")[1])).toBeGreaterThan(0);
  });

  it("finds every file that is not code", () => {
    const sizes = assets.map((name) => `statSync(new URL(import.meta.resolve("${name}"))).size`);
    const code = `import { statSync } from "node:fs";\nconsole.log(JSON.stringify([${sizes}]));`;
    writeFileSync(join(project, "assets.js"), code);
    const found: number[] = JSON.parse(run(project, process.execPath, "assets.js"));
    expect(found).toHaveLength(assets.length);
    expect(found.filter((size) => size === 0)).toEqual([]);
  });

  it("has the command, with its engine", () => {
    const anneal = join(project, "node_modules/.bin/anneal");
    expect(run(project, anneal, "info")).toMatch(/engine +wasm/);
    const curve = run(
      project,
      anneal,
      "sample",
      "linear",
      "--start",
      "0",
      "--end",
      "1",
      "--total-steps",
      "2",
    );
    expect(curve).toBe("step,value\n0,0\n1,0.5\n2,1\n");
  });

  const LIB = ["ES2022", "ES2025.Float16", "ESNext.Disposable", "DOM"];
  const only = (...names: string[]) => entries.filter((entry) => names.includes(entry.split("/")[1] ?? ""));
  const node = { types: ["node"], typeRoots: [join(repository, "node_modules/@types")] };
  const bundler = { module: "ESNext", moduleResolution: "Bundler" };
  const environments: [string, string[], object][] = [
    [
      "in Node",
      entries.filter((entry) => !/^@anneal\/(jax|tfjs)\b/.test(entry)),
      { ...node, module: "NodeNext", lib: ["ES2022", "DOM"] },
    ],
    [
      "beside jax-js, whose types need those of half floats",
      only("jax"),
      { ...node, module: "NodeNext", lib: LIB },
    ],
    [
      "beside TensorFlow.js, whose own types do not compile",
      only("tfjs"),
      { ...node, module: "NodeNext", lib: ["ES2022", "DOM"], skipLibCheck: true },
    ],
    [
      "for a bundler",
      only("core", "wasm", "plot", "interop", "node-gpu"),
      { ...bundler, lib: ["ES2022", "DOM"] },
    ],
    ["without Node and DOM", only("core", "plot", "interop"), { module: "NodeNext", lib: ["ES2022"] }],
  ];
  it.each(sampled(environments, 3))("compiles strictly against their types %s", (name, imported, options) => {
    const folder = join(project, `types ${name}`);
    expect(compile(folder, { "index.ts": importAll(imported) }, options)).toBe("");
  });

  describe("every supported TypeScript", () => {
    beforeAll(() => {
      writeUses(project, "right", entries);
      writeUses(project, "wrong", [], 'import { cosine } from "@anneal/core";\ncosine({ peek: 1 });\n');
    });
    it.runIf(isDue(3)).each(sampled(compilers, compilers.length))(
      "compiles the entries with $name",
      (compiler) => {
        const { version } = readJson<{ version: string }>(`node_modules/${compiler.name}/package.json`);
        expect(version).toMatch(new RegExp(`^${compiler.name.split("-")[1] ?? "7"}\\.`));
        expect(errorsOf(compiler, project, "right")).toEqual([]);
      },
    );

    it("reports an error", () => {
      expect(errorsOf(compilers.at(-1) as Compiler, project, "wrong")).toEqual([
        expect.stringContaining("wrong/index.mts"),
      ]);
    });
  });

  describe("the code of the documentation", () => {
    const snippet = (origin: string, code: string, language: Snippet["language"] = "ts") => ({
      origin,
      language,
      code,
    });
    const wrong = [
      snippet("a wrong type", "const text: string = 1;"),
      snippet("a wrong name", 'import { nothing } from "@anneal/core";', "js"),
      snippet("an error", 'throw new Error("wrong");'),
      snippet("an error of a promise", 'void Promise.reject(new Error("wrong"));'),
      snippet("an exit code", "process.exitCode = 3;"),
    ];
    let problems: Map<string, string[]>;

    beforeAll(() => {
      // The types of TensorFlow.js do not compile; those of our packages are checked above.
      const options = { ...node, module: "NodeNext", lib: LIB, skipLibCheck: true };
      problems = checkSnippets(join(project, "snippets"), [...snippets, ...wrong], (folder, files) =>
        compile(folder, files, options),
      );
    }, 300_000);

    it("is there", () => expect(snippets.length).toBeGreaterThan(0));

    it.each(snippets)("runs $origin", ({ origin }) => expect(problems.get(origin)).toEqual([]));

    it.each([
      ["a wrong type", "error TS2322: Type 'number' is not assignable to type 'string'"],
      ["a wrong name", "does not provide an export named 'nothing'"],
      ["an error", "Error: wrong"],
      ["an error of a promise", "Error: wrong"],
      ["an exit code", "it set the exit code 3"],
    ])("would not pass with %s", (origin, problem) => {
      expect(problems.get(origin)).toEqual([expect.stringContaining(problem)]);
    });
  });
});
