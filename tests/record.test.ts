/** The prebuilt module belongs to the sources that are here, and the check of that sees every kind of change. */

import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { moduleFiles } from "../scripts/wasm/paths.mjs";
import pins from "../scripts/wasm/pins.json" with { type: "json" };
import { createRecord, staleness } from "../scripts/wasm/record.mjs";
import { listSources } from "../scripts/wasm/sources.mjs";

describe("the prebuilt module", () => {
  it("is the one that these sources make", () => expect(staleness()).toEqual([]));
});

describe("the check of the record", () => {
  const copy = mkdtempSync(join(tmpdir(), "anneal-record-"));
  const module = "packages/wasm/module";
  const sources = [
    "Cargo.lock",
    "Cargo.toml",
    "crates/kernels/src/lib.rs",
    "crates/kernels/src/schedule/mod.rs",
    "crates/schedules-wasm/Cargo.toml",
    "scripts/build-wasm.mjs",
    "scripts/wasm/pins.json",
  ];
  const built = Object.fromEntries(moduleFiles.map((file) => [file, Buffer.from(`content of ${file}`)]));
  const tools = { rustc: pins.rustc, cargo: "1", wasmPack: "1", wasmBindgen: "1", flags: {} };

  const write = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), content);
  };
  beforeEach(() => {
    rmSync(copy, { recursive: true });
    for (const path of sources) write(path, `content of ${path}`);
    for (const path of ["crates/kernels/README.md", "crates/kernels/tests/laws.rs"])
      write(path, "no part of the module");
    for (const [file, content] of Object.entries(built)) write(`${module}/${file}`, content);
    write(`${module}/record.json`, JSON.stringify(createRecord(built, tools, copy)));
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  it("accepts what was just built", () => expect(staleness(copy)).toEqual([]));

  it("follows every file that can change the module, and no other", () =>
    expect(listSources(copy)).toEqual(sources));

  it.each(sources)("sees a change of %s", (path) => {
    appendFileSync(join(copy, path), "\n");
    expect(staleness(copy)).toEqual([`${path} has changed`]);
  });

  it("sees a new source", () => {
    writeFileSync(join(copy, "crates/kernels/src/extra.rs"), "");
    expect(staleness(copy)).toEqual(["crates/kernels/src/extra.rs is new"]);
  });

  it("sees a source that is gone", () => {
    rmSync(join(copy, "crates/kernels/src/lib.rs"));
    expect(staleness(copy)).toEqual(["crates/kernels/src/lib.rs is gone"]);
  });

  it("sees another compiler", () => {
    const record = createRecord(built, { ...tools, rustc: "1.0.0" }, copy);
    write(`${module}/record.json`, JSON.stringify(record));
    expect(staleness(copy)).toEqual([`it was built with rustc 1.0.0, not with ${pins.rustc}`]);
  });

  it("sees a record that was edited by hand", () => {
    const record = createRecord(built, tools, copy);
    const path = "crates/kernels/src/lib.rs";
    appendFileSync(join(copy, path), "\n");
    const edited = { ...record.sources, ...createRecord(built, tools, copy).sources };
    write(`${module}/record.json`, JSON.stringify({ ...record, sources: edited }));
    expect(staleness(copy)).toEqual(["the record was edited by hand"]);
  });

  it("sees another module", () => {
    appendFileSync(join(copy, module, "schedules.wasm"), "\0");
    expect(staleness(copy)).toEqual([`${module}/schedules.wasm is not the file of the record`]);
  });

  it("sees other types", () => {
    appendFileSync(join(copy, module, "optimizers.d.ts"), "export const extra: number;\n");
    expect(staleness(copy)).toEqual([`${module}/optimizers.d.ts is not the file of the record`]);
  });

  it.each([...moduleFiles, "record.json"])("sees that %s is missing", (file) => {
    rmSync(join(copy, module, file));
    expect(staleness(copy)).toEqual([`${module}/${file} is missing`]);
  });
});
