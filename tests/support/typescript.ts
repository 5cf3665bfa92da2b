/** The declarations of packages in a project, compiled by every supported TypeScript with all checks on. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./repository.js";
import { tryRun } from "./tarballs.js";

/** Correct uses, and incorrect ones that must be errors: where a declaration is broken, TypeScript checks nothing. */
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
// @ts-expect-error: an option may be absent, but not undefined.
lint(scheduleFromTree(tree), { totalSteps: undefined });
`;

/** The supported versions of TypeScript, and what the declarations need with each. */
export const compilers = [
  // Compilers before 6 have no types of WebGPU.
  { name: "typescript-5.4", lib: [], types: ["@webgpu/types"] },
  { name: "typescript-5.9", lib: ["ESNext.Float16"], types: ["@webgpu/types"] },
  { name: "typescript-6", lib: ["ES2025.Float16"], types: [] },
  { name: "typescript", lib: ["ES2025.Float16"], types: [] },
];

export type Compiler = (typeof compilers)[number];

/** Code that imports every entry. */
export function importAll(entries: readonly string[]): string {
  return entries.map((entry, i) => `import * as entry${i} from "${entry}";\nvoid entry${i};`).join("\n");
}

/**
 * Writes a TypeScript project into a folder of a project that has our packages in its node_modules.
 * @param entries What the code imports, beside its examples.
 * @param code Instead of the imports and the examples.
 */
export function writeUses(project: string, folder: string, entries: readonly string[], code = USES): void {
  mkdirSync(join(project, folder));
  // The only names of Node in our declarations. All of its types would take longer to read than our own.
  const node = 'declare module "node:stream" { class Readable {} class Writable {} }\n';
  writeFileSync(join(project, folder, "node.d.ts"), node);
  writeFileSync(join(project, folder, "index.mts"), `${importAll(entries)}\n${code}`);
}

/** The errors of a compiler in our declarations, and in the code of the folder, which uses them. */
export function errorsOf({ name, lib, types }: Compiler, project: string, folder: string): string[] {
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
  const { output } = tryRun(project, process.execPath, tsc, "-p", config, "--pretty", "false");
  const errors = output.split("\n").filter((line) => /error TS/.test(line));
  return errors.filter((line) => /^(node_modules\/@anneal\/|\w+\/\w+\.mts|error)/.test(line));
}
