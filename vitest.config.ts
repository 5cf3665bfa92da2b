import { existsSync, readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

const root = import.meta.dirname;

/** As far as the tests read it. */
interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
}

/** Tests read the sources of what a package exports; the packaging test reads what is published. */
function sourcesOf(folder: string) {
  const { name, exports }: Manifest = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  return Object.entries(exports).flatMap(([entry, target]) => {
    const built = typeof target === "string" ? target : target.default;
    if (!built.startsWith("./dist/")) return [];
    const source = join(root, folder, built.replace("./dist/", "src/").replace(/\.js$/, ".ts"));
    if (!existsSync(source)) return [];
    return [{ find: new RegExp(`^${name}${entry.slice(1)}$`), replacement: source }];
  });
}

const folders = [...readdirSync(join(root, "packages")).map((name) => `packages/${name}`), "bench"];

/** A test's file name says which project runs it. */
const named = (suffix: string) => [
  `packages/*/test/**/*${suffix}`,
  `{bench,examples,spec}/test/**/*${suffix}`,
  `tests/**/*${suffix}`,
];
const isolated = named(".isolated.test.ts");
const system = named(".system.test.ts");

const project = (name: string, test: TestProjectInlineConfiguration["test"]) => ({
  extends: true as const,
  test: { name, ...test },
});

/** CI counts the tests from a report in JSON. */
const report = process.env.ANNEAL_TEST_REPORT;

/** Imported when it is needed, because it loads TypeScript, and by its address, so that all projects share what it has made. */
const describer = pathToFileURL(join(root, "packages/core/scripts/describe-constructors.mjs")).href;
type Describer = typeof import("./packages/core/scripts/describe-constructors.mjs");

/** The catalog of constructors, which the build of core derives from its sources. */
const catalog = {
  name: "anneal-catalog",
  resolveId: (id: string) => (id === "@anneal/core/catalog" ? id : null),
  load: async (id: string) => {
    if (id !== "@anneal/core/catalog") return null;
    const { catalogModule }: Describer = await import(describer);
    return catalogModule();
  },
};

export default defineConfig({
  plugins: [catalog],
  resolve: { alias: folders.flatMap(sourcesOf) },
  test: {
    setupFiles: ["tests/support/random-seed.ts"],
    // For tests that hang: busy machines take many times as long as others. More random cases take longer.
    testTimeout: 60_000 * Math.max(1, Number(process.env.ANNEAL_CASES || 1)),
    hookTimeout: 120_000,
    maxWorkers: availableParallelism(),
    restoreMocks: true,
    unstubGlobals: true,
    reporters: report ? ["default", ["json", { outputFile: report }]] : ["default"],
    projects: [
      // The files of a worker share its modules.
      project("unit", { include: named(".test.ts"), exclude: [...isolated, ...system], isolate: false }),
      // What replaces modules, globals or methods, or measures memory: each file has a process of its own.
      project("isolated", { include: isolated }),
      // Processes, browsers, devices and packed packages: the files of a worker share its device.
      project("system", { include: system, isolate: false }),
    ],
  },
});
