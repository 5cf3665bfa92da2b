/**
 * Builds the WebAssembly module from the Rust sources with wasm-pack.
 *
 *   build-wasm             writes packages/wasm/module: kernels.wasm, kernels.d.ts, record.json
 *   build-wasm --check     builds in a temporary folder; fails unless every byte is that of packages/wasm/module
 *   build-wasm --unpinned  takes the active rustc whatever its version; `npm test` refuses the result
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { crate, moduleFiles, moduleFolder, root } from "./wasm/paths.mjs";
import { createRecord, staleness } from "./wasm/record.mjs";
import { withoutCustomSections } from "./wasm/sections.mjs";
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

/** Replaces the prebuilt module. */
function write() {
  const built = build(join(root, "target"));
  mkdirSync(join(root, moduleFolder), { recursive: true });
  for (const [file, content] of Object.entries(built)) writeFileSync(join(root, moduleFolder, file), content);
  console.log(`${moduleFolder}/${moduleFiles.binary}: ${built[moduleFiles.binary].length} bytes`);
}

/** Compares the prebuilt module with one built from nothing. */
function check() {
  const stale = staleness();
  if (stale.length > 0) throw new BuildError(`the record is out of date:\n  ${stale.join("\n  ")}`);
  const built = build(join(work, "target"));
  for (const file of [moduleFiles.binary, moduleFiles.types]) {
    const committed = readFileSync(join(root, moduleFolder, file));
    if (committed.equals(built[file])) continue;
    throw new BuildError(
      `${moduleFolder}/${file} (${sha256(committed)}) is not what its sources make here (${sha256(built[file])})`,
    );
  }
  console.log(`${moduleFolder}: rebuilt from its sources, every byte is equal`);
}

/**
 * @param {string} targetFolder where cargo keeps what it compiled
 * @returns {Record<"kernels.wasm" | "kernels.d.ts" | "record.json", Buffer>} the content of the three files
 */
function build(targetFolder) {
  const toolchain = findToolchain({ unpinned: options.unpinned });
  const wasmPack = findWasmPack();
  const wasmBindgen = findWasmBindgen();
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  const flags = [
    "-Ctarget-feature=+simd128",
    // The kernels need little stack, and every instance pays for all of it.
    "-Clink-arg=-zstack-size=65536",
    "-Cstrip=symbols",
  ];
  // No path of this machine may be in the bytes: they would differ on the next one.
  const folders = { [root]: "/anneal", [cargoHome]: "/cargo", [toolchain.sysroot]: "/rust" };
  const remaps = Object.entries(folders).map(([from, to]) => `--remap-path-prefix=${from}=${to}`);

  const output = join(work, "output");
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
    [...args, "--out-dir", output, "--out-name", "kernels", "--", "--locked"],
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

  // Only the raw module and the types of its exports are kept: see docs/adr/0005.
  const binary = withoutCustomSections(readFileSync(join(output, "kernels_bg.wasm")));
  const types = readFileSync(join(output, "kernels_bg.wasm.d.ts"));
  const remapped = Object.values(folders).map((to) => `--remap-path-prefix=...=${to}`);
  const record = createRecord(
    { binary, types },
    {
      rustc: toolchain.rustc,
      cargo: toolchain.cargo,
      wasmPack: wasmPack.version,
      wasmBindgen,
      flags: [`--target=${target}`, ...flags, ...remapped],
    },
  );
  return {
    [moduleFiles.binary]: binary,
    [moduleFiles.types]: types,
    [moduleFiles.record]: Buffer.from(`${JSON.stringify(record, null, 2)}\n`),
  };
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
