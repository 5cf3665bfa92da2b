/**
 * Builds the WebAssembly modules from the Rust sources with wasm-pack.
 *
 *   build-wasm             writes the module, its types and its record to the folder of each module
 *   build-wasm forecast    builds one module; wasm/paths.mjs lists the names
 *   build-wasm --check     builds in a temporary folder; fails unless the prebuilt modules are identical, byte for byte
 *   build-wasm --unpinned  builds with the active rustc of any version; `npm test` rejects the result
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { filesOf, modules, root } from "./wasm/paths.mjs";
import { createRecord, staleness } from "./wasm/record.mjs";
import { withMemoryFromEnv, withoutCustomSections } from "./wasm/sections.mjs";
import { sha256 } from "./wasm/sources.mjs";
import { BuildError, findToolchain, findWasmBindgen, findWasmPack, target } from "./wasm/tools.mjs";

/** @typedef {import("./wasm/paths.mjs").ModuleBuild} ModuleBuild */

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { check: { type: "boolean", default: false }, unpinned: { type: "boolean", default: false } },
});
const work = mkdtempSync(join(tmpdir(), "anneal-wasm-"));
try {
  for (const module of chosen()) {
    if (options.check) check(module);
    else write(module);
  }
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  console.error(`build-wasm: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** The modules named on the command line, or all of them. */
function chosen() {
  const unknown = positionals.find((name) => !Object.hasOwn(modules, name));
  if (unknown !== undefined) {
    throw new BuildError(`unknown module ${unknown}; expected ${Object.keys(modules).join(", ")}`);
  }
  return Object.values(modules).filter(({ name }) => positionals.length === 0 || positionals.includes(name));
}

/**
 * Replaces a prebuilt module.
 *
 * @param {ModuleBuild} module
 */
function write(module) {
  const built = build(module, join(root, "target"));
  mkdirSync(join(root, module.folder), { recursive: true });
  for (const [file, content] of built) writeFileSync(join(root, module.folder, file), content);
  const { binary } = filesOf(module);
  console.log(`${module.folder}/${binary}: ${built.get(binary)?.length} bytes`);
}

/**
 * Compares a prebuilt module with a new build.
 *
 * @param {ModuleBuild} module
 */
function check(module) {
  const stale = staleness(module);
  if (stale.length > 0) throw new BuildError(`the record is out of date:\n  ${stale.join("\n  ")}`);
  const built = build(module, join(work, "target"));
  const { record, ...compared } = filesOf(module);
  for (const file of Object.values(compared)) {
    const committed = readFileSync(join(root, module.folder, file));
    const made = /** @type {Buffer} */ (built.get(file));
    if (committed.equals(made)) continue;
    throw new BuildError(
      `${module.folder}/${file} (${sha256(committed)}) differs from a build of its sources (${sha256(made)})`,
    );
  }
  console.log(`${module.folder}/${compared.binary}: identical to a build of its sources`);
}

/**
 * @param {ModuleBuild} module
 * @param {string} targetFolder cargo's target folder
 * @returns {Map<string, Buffer>} the content of the three files, by their names
 */
function build(module, targetFolder) {
  const { name, crate } = module;
  const toolchain = findToolchain({ unpinned: options.unpinned });
  const wasmPack = findWasmPack();
  const wasmBindgen = findWasmBindgen();
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  const flags = ["-Ctarget-feature=+simd128", "-Cstrip=symbols", ...module.flags];
  // A path of this machine in the module would make its bytes differ on other machines.
  const folders = { [root]: "/anneal", [cargoHome]: "/cargo", [toolchain.sysroot]: "/rust" };
  const remaps = Object.entries(folders).map(([from, to]) => `--remap-path-prefix=${from}=${to}`);

  const output = join(work, name);
  const args = [
    "build",
    crate,
    "--mode",
    "no-install",
    "--target",
    "web",
    "--release",
    "--no-opt",
    "--no-pack",
  ];
  const result = spawnSync(
    wasmPack.path,
    [...args, "--out-dir", output, "--out-name", name, "--", "--locked"],
    {
      cwd: root,
      env: {
        ...plain(toolchain.environment),
        CARGO_TARGET_DIR: targetFolder,
        CARGO_ENCODED_RUSTFLAGS: [...flags, ...remaps].join("\x1f"),
      },
      stdio: ["ignore", "inherit", "inherit"],
    },
  );
  if (result.status !== 0)
    throw new BuildError(`wasm-pack failed (${result.error?.message ?? `exit status ${result.status}`})`);

  // Only the raw module and the types of its exports are used: see docs/adr/0005.
  const binary = withMemoryFromEnv(withoutCustomSections(readFileSync(join(output, `${name}_bg.wasm`))));
  const types = readFileSync(join(output, `${name}_bg.wasm.d.ts`));
  const remapped = Object.values(folders).map((to) => `--remap-path-prefix=...=${to}`);
  const record = createRecord(
    module,
    { binary, types },
    {
      rustc: toolchain.rustc,
      cargo: toolchain.cargo,
      wasmPack: wasmPack.version,
      wasmBindgen,
      flags: [`--target=${target}`, ...flags, ...remapped],
    },
  );
  const files = filesOf(module);
  return new Map([
    [files.binary, binary],
    [files.types, types],
    [files.record, Buffer.from(`${JSON.stringify(record, null, 2)}\n`)],
  ]);
}

/**
 * The environment without variables that affect cargo's output.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @returns {NodeJS.ProcessEnv}
 */
function plain(environment) {
  const changes =
    /^(RUSTFLAGS$|CARGO_PROFILE_|CARGO_BUILD_|CARGO_INCREMENTAL$|CARGO_TARGET_|SOURCE_DATE_EPOCH$)/;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !changes.test(name)));
}
