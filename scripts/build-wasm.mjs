/**
 * Builds the WebAssembly modules from the Rust sources with wasm-pack.
 *
 *   build-wasm             writes packages/wasm/module: both modules, their types and record.json
 *   build-wasm --check     builds in a temporary folder; fails unless every byte is that of packages/wasm/module
 *   build-wasm --unpinned  takes the active rustc whatever its version; `npm test` refuses the result
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { moduleFiles, moduleFolder, modules, recordFile, root } from "./wasm/paths.mjs";
import { createRecord, staleness } from "./wasm/record.mjs";
import { withMemoryFromEnv, withoutCustomSections } from "./wasm/sections.mjs";
import { sha256 } from "./wasm/sources.mjs";
import { BuildError, findToolchain, findWasmBindgen, findWasmPack, target } from "./wasm/tools.mjs";

const { values: options } = parseArgs({
  options: { check: { type: "boolean", default: false }, unpinned: { type: "boolean", default: false } },
});
const work = mkdtempSync(join(tmpdir(), "anneal-wasm-"));
try {
  if (options.check) check();
  else write();
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  console.error(`build-wasm: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Replaces the prebuilt modules. */
function write() {
  const built = build(join(root, "target"));
  mkdirSync(join(root, moduleFolder), { recursive: true });
  for (const [file, content] of Object.entries(built)) writeFileSync(join(root, moduleFolder, file), content);
  for (const { name } of modules)
    console.log(`${moduleFolder}/${name}.wasm: ${built[`${name}.wasm`]?.length} bytes`);
}

/** Compares the prebuilt modules with ones built from nothing. */
function check() {
  const stale = staleness();
  if (stale.length > 0) throw new BuildError(`the record is out of date:\n  ${stale.join("\n  ")}`);
  const built = build(join(work, "target"));
  for (const file of moduleFiles) {
    const committed = readFileSync(join(root, moduleFolder, file));
    const now = /** @type {Buffer} */ (built[file]);
    if (committed.equals(now)) continue;
    throw new BuildError(
      `${moduleFolder}/${file} (${sha256(committed)}) is not what its sources make here (${sha256(now)})`,
    );
  }
  console.log(`${moduleFolder}: rebuilt from its sources, every byte is equal`);
}

/**
 * @param {string} targetFolder where cargo keeps what it compiled
 * @returns {Record<string, Buffer>} the content of the files, with the record
 */
function build(targetFolder) {
  const toolchain = findToolchain({ unpinned: options.unpinned });
  const wasmPack = findWasmPack();
  const wasmBindgen = findWasmBindgen();
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  const common = ["-Ctarget-feature=+simd128", "-Cstrip=symbols"];
  // No path of this machine may be in the bytes: they would differ on the next one.
  const folders = { [root]: "/anneal", [cargoHome]: "/cargo", [toolchain.sysroot]: "/rust" };
  const remaps = Object.entries(folders).map(([from, to]) => `--remap-path-prefix=${from}=${to}`);
  const remapped = Object.values(folders).map((to) => `--remap-path-prefix=...=${to}`);

  /** @type {Record<string, Buffer>} */
  const built = {};
  for (const { name, crate, flags } of modules) {
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
          CARGO_ENCODED_RUSTFLAGS: [...common, ...flags, ...remaps].join("\x1f"),
        },
        stdio: ["ignore", "inherit", "inherit"],
      },
    );
    if (result.status !== 0)
      throw new BuildError(`wasm-pack failed (${result.error?.message ?? `exit status ${result.status}`})`);
    // Only the raw module and the types of its exports are kept: see docs/adr/0005.
    const binary = withoutCustomSections(readFileSync(join(output, `${name}_bg.wasm`)));
    built[`${name}.wasm`] = withMemoryFromEnv(binary);
    built[`${name}.d.ts`] = readFileSync(join(output, `${name}_bg.wasm.d.ts`));
  }
  const record = createRecord(built, {
    rustc: toolchain.rustc,
    cargo: toolchain.cargo,
    wasmPack: wasmPack.version,
    wasmBindgen,
    flags: Object.fromEntries(
      modules.map(({ name, flags }) => [name, [`--target=${target}`, ...common, ...flags, ...remapped]]),
    ),
  });
  return { ...built, [recordFile]: Buffer.from(`${JSON.stringify(record, null, 2)}\n`) };
}

/**
 * The environment without the variables that change what cargo builds.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @returns {NodeJS.ProcessEnv}
 */
function plain(environment) {
  const changes =
    /^(RUSTFLAGS$|CARGO_PROFILE_|CARGO_BUILD_|CARGO_INCREMENTAL$|CARGO_TARGET_|SOURCE_DATE_EPOCH$)/;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !changes.test(name)));
}
