/** The record next to the prebuilt module: its sources and tools, and the check that it is up to date. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { filesOf, root } from "./paths.mjs";
import pins from "./pins.json" with { type: "json" };
import { hashSources, sha256 } from "./sources.mjs";

/** @typedef {import("./paths.mjs").ModuleBuild} ModuleBuild */

/**
 * @typedef {object} ModuleRecord
 * @property {string} wasmSha256 SHA-256 of the module
 * @property {number} bytes size of the module
 * @property {string} typesSha256 SHA-256 of the types of its exports
 * @property {string} rustc version and commit of the compiler
 * @property {string} cargo version and commit of cargo
 * @property {string} wasmPack version of wasm-pack
 * @property {string} wasmBindgen version of the wasm-bindgen command, equal to the crate's
 * @property {string[]} flags the flags for rustc; names replace the folders of the build machine
 * @property {string} sourcesSha256 one hash over `sources`
 * @property {Record<string, string>} sources SHA-256 of every file that can change the module
 */

/**
 * Creates the record of a module that was built from the sources in `folder`.
 *
 * @param {ModuleBuild} module
 * @param {{ binary: Uint8Array, types: Uint8Array }} built
 * @param {Pick<ModuleRecord, "rustc" | "cargo" | "wasmPack" | "wasmBindgen" | "flags">} tools
 * @param {string} [folder] the repository, for tests
 * @returns {ModuleRecord}
 */
export function createRecord(
  module,
  { binary, types },
  { rustc, cargo, wasmPack, wasmBindgen, flags },
  folder = root,
) {
  const sources = hashSources(module, folder);
  return {
    wasmSha256: sha256(binary),
    bytes: binary.length,
    typesSha256: sha256(types),
    rustc,
    cargo,
    wasmPack,
    wasmBindgen,
    flags,
    sourcesSha256: combineHashes(sources),
    sources,
  };
}

/**
 * Describes the differences between the record and the files; empty if the module is up to date.
 *
 * @param {ModuleBuild} module
 * @param {string} [folder] the repository, for tests
 * @returns {string[]}
 */
export function staleness(module, folder = root) {
  const { record: recordFile } = filesOf(module);
  const path = join(folder, module.folder, recordFile);
  if (!existsSync(path)) return [`${module.folder}/${recordFile} is missing`];
  /** @type {ModuleRecord} */
  const record = JSON.parse(readFileSync(path, "utf8"));
  return [
    ...changedSources(record, hashSources(module, folder)),
    ...changedFiles(module, record, folder),
    ...otherTools(record),
  ];
}

/**
 * @param {ModuleRecord} record
 * @param {Record<string, string>} sources
 * @returns {string[]}
 */
function changedSources(record, sources) {
  const problems = [];
  for (const path of Object.keys({ ...record.sources, ...sources }).sort()) {
    if (!(path in record.sources)) problems.push(`${path} is new`);
    else if (!(path in sources)) problems.push(`${path} was removed`);
    else if (sources[path] !== record.sources[path]) problems.push(`${path} has changed`);
  }
  if (combineHashes(record.sources) !== record.sourcesSha256)
    problems.push("the record does not match its own hash: it was edited by hand");
  return problems;
}

/**
 * @param {ModuleBuild} module
 * @param {ModuleRecord} record
 * @param {string} folder
 * @returns {string[]}
 */
function changedFiles(module, record, folder) {
  const { binary, types } = filesOf(module);
  const expected = { [binary]: record.wasmSha256, [types]: record.typesSha256 };
  return Object.entries(expected).flatMap(([file, hash]) => {
    const path = join(folder, module.folder, file);
    if (!existsSync(path)) return [`${module.folder}/${file} is missing`];
    return sha256(readFileSync(path)) === hash ? [] : [`${module.folder}/${file} does not match the record`];
  });
}

/**
 * @param {ModuleRecord} record
 * @returns {string[]}
 */
function otherTools(record) {
  return record.rustc === pins.rustc
    ? []
    : [`it was built with rustc ${record.rustc} instead of ${pins.rustc}`];
}

/**
 * @param {Record<string, string>} sources
 * @returns {string}
 */
function combineHashes(sources) {
  return sha256(
    Object.entries(sources)
      .map(([path, hash]) => `${hash}  ${path}\n`)
      .join(""),
  );
}
