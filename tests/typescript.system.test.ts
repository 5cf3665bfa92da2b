/** The declarations of the packed packages, read by every TypeScript that people have, with all checks on. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sampled } from "../packages/core/test/support/random-cases.js";
import { listPublicPackages, readJson, repository } from "./support/repository.js";
import { packOurs, run } from "./support/tarballs.js";

const project = mkdtempSync(join(tmpdir(), "anneal-typescript-"));
const modules = join(project, "node_modules");
const packages = listPublicPackages();

const entries = packages.flatMap(({ folder, manifest }) => {
  const { exports = {} } = readJson<{ exports?: Record<string, object | string> }>(`${folder}/package.json`);
  return Object.entries(exports)
    .filter(([, target]) => typeof target === "object")
    .map(([key]) => manifest.name + key.slice(1));
});

/** What is right compiles; what is wrong is an error: where a declaration is broken, nothing is checked any more. */
const USES = `
import { AdamW, type EasingDraft, lint, type RangeOptions, type RangeTestOptions, type ScheduleDraft, scheduleFromTree, warmupCosine } from "@anneal/core";
import { sampleArray } from "@anneal/wasm";
import { torch } from "@anneal/interop";

const leaf: ScheduleDraft = { kind: "ramp", start: 0, end: 10, from: 1, to: 0 };
const cycles: ScheduleDraft = { kind: "cycles", length: 3, child: leaf };
const tree: ScheduleDraft = {
  kind: "join",
  boundaries: [5],
  children: [{ kind: "time", scale: 2, child: cycles }, { kind: "sum", children: [leaf, { kind: "clamp", child: leaf }] }],
};
scheduleFromTree(tree)(3).toFixed(2);
warmupCosine({ peak: 1, warmupSteps: 2, totalSteps: 10 }).node.kind satisfies string;
lint(scheduleFromTree(tree)).map(({ code }) => code satisfies string);
new AdamW([3]).params[0]?.fill(1);
sampleArray(3).set([1, 2, 3]);
sampleArray(3, "float32") satisfies Float32Array;
new torch.StepLR({ paramGroups: [{ lr: 1 }] }, { stepSize: 3 }).step();
({ kind: "power", exponent: 2 }) satisfies EasingDraft;
({ start: 0, count: 3 }) satisfies RangeOptions;
({ start: 1e-6, end: 1, steps: 50 }) satisfies RangeTestOptions;

// @ts-expect-error
({ kind: "nonsense" }) satisfies ScheduleDraft;
// @ts-expect-error
({ kind: "time", child: { kind: "nonsense" } }) satisfies ScheduleDraft;
// @ts-expect-error
({ kind: "join", boundaries: [], children: [{ kind: "ramp", start: 0 }] }) satisfies ScheduleDraft;
// @ts-expect-error
warmupCosine({ peek: 1 });
// @ts-expect-error: the value may be missing.
new AdamW([3]).params[0].fill(1);
// @ts-expect-error: left out or given, but not undefined.
lint(scheduleFromTree(tree), { totalSteps: undefined });
`;

const compilers = [
  // Compilers before 6 have no types of WebGPU.
  { name: "typescript-5.4", lib: [], types: ["@webgpu/types"] },
  { name: "typescript-5.9", lib: ["ESNext.Float16"], types: ["@webgpu/types"] },
  { name: "typescript-6", lib: ["ES2025.Float16"], types: [] },
  { name: "typescript", lib: ["ES2025.Float16"], types: [] },
];

/** The compiler's errors in declarations of ours, and in the code that uses them. */
function errorsOf({ name, lib, types }: (typeof compilers)[number], folder: string): Promise<string[]> {
  const compilerOptions = {
    target: "ES2022",
    module: "NodeNext",
    lib: ["ES2022", "ESNext.Disposable", "DOM", ...lib],
    types,
    typeRoots: [join(repository, "node_modules")],
    strict: true,
    skipLibCheck: false,
    // The compiler's own library is not ours to check.
    skipDefaultLibCheck: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
  };
  const config = join(project, `${name}-${folder}.json`);
  writeFileSync(config, JSON.stringify({ compilerOptions, include: [folder] }));
  const tsc = join(repository, "node_modules", name, "bin/tsc");
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [tsc, "-p", config, "--pretty", "false"],
      { cwd: project },
      (error, stdout) => {
        // It was killed, or could not start.
        if (error !== null && typeof error.code !== "number") reject(error);
        const errors = stdout.split("\n").filter((line) => /error TS/.test(line));
        resolve(errors.filter((line) => /^(node_modules\/@anneal\/|\w+\/\w+\.mts|error)/.test(line)));
      },
    );
  });
}

beforeAll(() => {
  for (const { name, path } of packOurs(project)) {
    mkdirSync(join(modules, name), { recursive: true });
    run(project, "tar", "-xzf", path, "-C", join(modules, name), "--strip-components=1");
  }
  for (const name of ["@jax-js", "@tensorflow"])
    symlinkSync(join(repository, "node_modules", name), join(modules, name));
  const imports = entries.map((entry, i) => `import * as entry${i} from "${entry}";\nvoid entry${i};`);
  for (const [folder, code] of Object.entries({
    right: `${imports.join("\n")}\n${USES}`,
    wrong: 'import { cosine } from "@anneal/core";\ncosine({ peek: 1 });\n',
  })) {
    mkdirSync(join(project, folder));
    // All that the declarations name of Node; reading all of its types would take longer than all of ours.
    writeFileSync(
      join(project, folder, "node.d.ts"),
      'declare module "node:stream" { class Readable {} class Writable {} }\n',
    );
    writeFileSync(join(project, folder, "index.mts"), code);
  }
}, 120_000);
afterAll(() => rmSync(project, { recursive: true, force: true }));

describe("the packed packages", () => {
  it("are all imported", () => expect(entries.length).toBeGreaterThan(packages.length));

  it.each(sampled(compilers, 3))("compile with $name", async (compiler) => {
    const { version } = readJson<{ version: string }>(`node_modules/${compiler.name}/package.json`);
    expect(version).toMatch(new RegExp(`^${compiler.name.split("-")[1] ?? "7"}\\.`));
    expect(await errorsOf(compiler, "right")).toEqual([]);
  });

  it("would not with an error", async () => {
    const [last] = compilers.slice(-1) as [(typeof compilers)[number]];
    expect(await errorsOf(last, "wrong")).toEqual([expect.stringContaining("wrong/index.mts")]);
  });
});
