/** The prebuilt modules match the sources, and the check of their records detects every kind of change. */

import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { modules } from "../scripts/wasm/paths.mjs";
import pins from "../scripts/wasm/pins.json" with { type: "json" };
import { createRecord, staleness } from "../scripts/wasm/record.mjs";
import { listSources } from "../scripts/wasm/sources.mjs";

describe.each(Object.values(modules))("the prebuilt module $name", (module) => {
  it("matches its sources", () => expect(staleness(module)).toEqual([]));
});

describe("the check of the record", () => {
  const copy = mkdtempSync(join(tmpdir(), "anneal-record-"));
  const { schedules } = modules;
  const module = schedules.folder;
  const sources = [
    "Cargo.lock",
    "Cargo.toml",
    "crates/kernels/src/lib.rs",
    "crates/kernels/src/schedule/mod.rs",
    "crates/schedules-wasm/Cargo.toml",
    "scripts/build-wasm.mjs",
    "scripts/wasm/pins.json",
  ];
  const [binary, types] = [Buffer.from("module"), Buffer.from("types")];
  const tools = { rustc: pins.rustc, cargo: "1", wasmPack: "1", wasmBindgen: "1", flags: [] };

  const write = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), content);
  };
  beforeEach(() => {
    rmSync(copy, { recursive: true });
    for (const path of sources) write(path, `content of ${path}`);
    for (const path of [
      "crates/kernels/README.md",
      "crates/kernels/tests/laws.rs",
      "crates/forecast-wasm/src/lib.rs",
    ])
      write(path, "no part of the module");
    write(`${module}/schedules.wasm`, binary);
    write(`${module}/schedules.d.ts`, types);
    write(
      `${module}/schedules.record.json`,
      JSON.stringify(createRecord(schedules, { binary, types }, tools, copy)),
    );
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  it("accepts a new record", () => expect(staleness(schedules, copy)).toEqual([]));

  it("covers every file that can affect the module, and no other", () =>
    expect(listSources(schedules, copy)).toEqual(sources));

  it.each(sources)("sees a change of %s", (path) => {
    appendFileSync(join(copy, path), "\n");
    expect(staleness(schedules, copy)).toEqual([`${path} has changed`]);
  });

  it("reports a new source", () => {
    writeFileSync(join(copy, "crates/kernels/src/extra.rs"), "");
    expect(staleness(schedules, copy)).toEqual(["crates/kernels/src/extra.rs is new"]);
  });

  it("reports a source that was removed", () => {
    rmSync(join(copy, "crates/kernels/src/lib.rs"));
    expect(staleness(schedules, copy)).toEqual(["crates/kernels/src/lib.rs was removed"]);
  });

  it("reports another compiler", () => {
    const record = createRecord(schedules, { binary, types }, { ...tools, rustc: "1.0.0" }, copy);
    write(`${module}/schedules.record.json`, JSON.stringify(record));
    expect(staleness(schedules, copy)).toEqual([`it was built with rustc 1.0.0 instead of ${pins.rustc}`]);
  });

  it("reports a record that was edited by hand", () => {
    const record = createRecord(schedules, { binary, types }, tools, copy);
    const path = "crates/kernels/src/lib.rs";
    appendFileSync(join(copy, path), "\n");
    const edited = { ...record.sources, ...createRecord(schedules, { binary, types }, tools, copy).sources };
    write(`${module}/schedules.record.json`, JSON.stringify({ ...record, sources: edited }));
    expect(staleness(schedules, copy)).toEqual([
      "the record does not match its own hash: it was edited by hand",
    ]);
  });

  it("reports another module", () => {
    appendFileSync(join(copy, module, "schedules.wasm"), "\0");
    expect(staleness(schedules, copy)).toEqual([`${module}/schedules.wasm does not match the record`]);
  });

  it("reports other types", () => {
    appendFileSync(join(copy, module, "schedules.d.ts"), "export const extra: number;\n");
    expect(staleness(schedules, copy)).toEqual([`${module}/schedules.d.ts does not match the record`]);
  });

  it.each(["schedules.wasm", "schedules.d.ts", "schedules.record.json"])(
    "sees that %s is missing",
    (file) => {
      rmSync(join(copy, module, file));
      expect(staleness(schedules, copy)).toEqual([`${module}/${file} is missing`]);
    },
  );
});
