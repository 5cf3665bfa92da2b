/** The record beside the prebuilt modules: what they were made from and with, and whether that still holds. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { moduleFiles, moduleFolder, recordFile, root } from "./paths.mjs";
import pins from "./pins.json" with { type: "json" };
import { hashSources, sha256 } from "./sources.mjs";

/**
 * @typedef {object} ModuleRecord
 * @property {Record<string, { bytes: number, sha256: string }>} files the modules and their types
 * @property {string} rustc version and commit of the compiler
 * @property {string} cargo version and commit of cargo
 * @property {string} wasmPack version of wasm-pack
 * @property {string} wasmBindgen version of the wasm-bindgen command, equal to the crate's
 * @property {Record<string, string[]>} flags what rustc was given for each module; the folders of the builder are names
 * @property {string} sourcesSha256 one hash over `sources`
 * @property {Record<string, string>} sources SHA-256 of every file that can change a module
 */

/**
 * The record of modules that were built from the sources in `folder`.
 *
 * @param {Record<string, Uint8Array>} built the files, by name
 * @param {Pick<ModuleRecord, "rustc" | "cargo" | "wasmPack" | "wasmBindgen" | "flags">} tools
 * @param {string} [folder] the repository, for tests
 * @returns {ModuleRecord}
 */
export function createRecord(built, { rustc, cargo, wasmPack, wasmBindgen, flags }, folder = root) {
  const sources = hashSources(folder);
  return {
    files: Object.fromEntries(
      moduleFiles.map((file) => {
        const content = /** @type {Uint8Array} */ (built[file]);
        return [file, { bytes: content.length, sha256: sha256(content) }];
      }),
    ),
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
 * What differs between the record and the files that are there, in words; nothing when the modules are up to date.
 *
 * @param {string} [folder] the repository, for tests
 * @returns {string[]}
 */
export function staleness(folder = root) {
  const path = join(folder, moduleFolder, recordFile);
  if (!existsSync(path)) return [`${moduleFolder}/${recordFile} is missing`];
  /** @type {ModuleRecord} */
  const record = JSON.parse(readFileSync(path, "utf8"));
  return [
    ...changedSources(record, hashSources(folder)),
    ...changedFiles(record, folder),
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
    else if (!(path in sources)) problems.push(`${path} is gone`);
    else if (sources[path] !== record.sources[path]) problems.push(`${path} has changed`);
  }
  if (combineHashes(record.sources) !== record.sourcesSha256) problems.push("the record was edited by hand");
  return problems;
}

/**
 * @param {ModuleRecord} record
 * @param {string} folder
 * @returns {string[]}
 */
function changedFiles(record, folder) {
  return moduleFiles.flatMap((file) => {
    const path = join(folder, moduleFolder, file);
    if (!existsSync(path)) return [`${moduleFolder}/${file} is missing`];
    return sha256(readFileSync(path)) === record.files[file]?.sha256
      ? []
      : [`${moduleFolder}/${file} is not the file of the record`];
  });
}

/**
 * @param {ModuleRecord} record
 * @returns {string[]}
 */
function otherTools(record) {
  return record.rustc === pins.rustc
    ? []
    : [`it was built with rustc ${record.rustc}, not with ${pins.rustc}`];
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
