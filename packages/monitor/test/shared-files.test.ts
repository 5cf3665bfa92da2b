/** Files that others rotate, truncate, replace and write at the same time. */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { csvSink, tensorBoardSink } from "@anneal/monitor/node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cases } from "../../core/test/support/random-cases.js";
import { testFolder } from "./support/folder.js";
import { readTable } from "./support/read-csv.js";

const read = (path: string) => readFileSync(path, "utf8");

describe("a table that is rotated", () => {
  it("continues in a new file with a header of its own", () => {
    const path = join(testFolder(), "run.csv");
    const sink = csvSink(path);
    sink.log({ step: 0, loss: 1 });
    renameSync(path, `${path}.1`);
    sink.log({ step: 1, loss: 2 });
    sink.log({ step: 2, accuracy: 3 });
    sink.close?.();
    expect(read(`${path}.1`)).toBe("step,loss\n0,1\n");
    expect(read(path)).toBe("step,loss,accuracy\n1,2,\n2,,3\n");
  });

  it("keeps the header that the new file has, and adds to that one", () => {
    const path = join(testFolder(), "run.csv");
    const sink = csvSink(path);
    sink.log({ step: 0, loss: 1 });
    renameSync(path, `${path}.1`);
    writeFileSync(path, "step,accuracy\n7,0.5\n");
    sink.log({ step: 1, loss: 2 });
    sink.close?.();
    expect(read(`${path}.1`)).toBe("step,loss\n0,1\n");
    expect(read(path)).toBe("step,accuracy,loss\n7,0.5,\n1,,2\n");
  });

  it("rejects a new file that is not such a table, and leaves it as it is", () => {
    const path = join(testFolder(), "run.csv");
    const sink = csvSink(path);
    sink.log({ step: 0, loss: 1 });
    renameSync(path, `${path}.1`);
    writeFileSync(path, "Dear diary,\n");
    expect(() => sink.log({ step: 1, loss: 2 })).toThrow(/path must be a new file, or a table with step/);
    sink.close?.();
    expect(read(path)).toBe("Dear diary,\n");
  });

  it("gets its header again after it was copied and truncated", () => {
    const path = join(testFolder(), "run.csv");
    const sink = csvSink(path);
    sink.log({ step: 0, loss: 1 });
    truncateSync(path);
    sink.log({ step: 1, loss: 2 });
    truncateSync(path);
    sink.log({ step: 2, accuracy: 3 });
    sink.close?.();
    expect(read(path)).toBe("step,loss,accuracy\n2,,3\n");
  });

  it("is made again where it was removed, with its folder", () => {
    const path = join(testFolder(), "runs/run.csv");
    const sink = csvSink(path);
    sink.log({ step: 0, loss: 1 });
    rmSync(dirname(path), { recursive: true });
    sink.log({ step: 1, loss: 2 });
    sink.close?.();
    expect(read(path)).toBe("step,loss\n1,2\n");
  });

  it("rejects new names after a rotation, too, if requested", () => {
    const path = join(testFolder(), "run.csv");
    const sink = csvSink(path, { newColumns: "refuse" });
    sink.log({ step: 0, loss: 1 });
    renameSync(path, `${path}.1`);
    expect(() => sink.log({ step: 1, accuracy: 2 })).toThrow(/an object with step, loss only/);
    sink.log({ step: 1, loss: 2 });
    sink.close?.();
    expect(read(path)).toBe("step,loss\n1,2\n");
  });

  it("begins a row of its own after one that another process did not finish", () => {
    const path = join(testFolder(), "run.csv");
    const sink = csvSink(path);
    sink.log({ step: 0, loss: 1 });
    appendFileSync(path, "1,0.3");
    sink.log({ step: 2, loss: 3 });
    sink.close?.();
    expect(read(path)).toBe("step,loss\n0,1\n1,0.3\n2,3\n");
  });

  it("stays a link where it is one, and what it points to gets the column", () => {
    const folder = testFolder();
    const [path, target] = [join(folder, "latest.csv"), join(folder, "run.csv")];
    symlinkSync(target, path);
    const sink = csvSink(path);
    sink.log({ step: 0 });
    sink.log({ step: 1, loss: 2 });
    sink.close?.();
    expect(read(target)).toBe("step,loss\n0,\n1,2\n");
    expect(readdirSync(folder).sort()).toEqual(["latest.csv", "run.csv"]);
  });
});

it("an event file that was removed is not made again without its first event", () => {
  const folder = join(testFolder(), "run");
  const sink = tensorBoardSink(folder);
  sink.log({ step: 0, loss: 1 });
  rmSync(folder, { recursive: true });
  expect(() => sink.log({ step: 1, loss: 2 })).toThrow(expect.objectContaining({ name: "FileBusyError" }));
  sink.close?.();
  expect(existsSync(folder)).toBe(false);
});

describe("a lock", () => {
  it.each([
    ["of a process that is gone", "4194305"],
    ["of an earlier process with the same id", `${process.pid} 1`],
  ])("%s does not count", (_, content) => {
    const path = join(testFolder(), "run.csv");
    const sink = csvSink(path);
    sink.log({ step: 0 });
    writeFileSync(`${path}.lock`, content);
    sink.log({ step: 1 });
    writeFileSync(`${path}.lock`, content);
    sink.log({ step: 2, loss: 3 });
    sink.close?.();
    expect(read(path)).toBe("step,loss\n0,\n1,\n2,3\n");
    expect(readdirSync(dirname(path))).toEqual(["run.csv"]);
  });
});

describe("a table that gets a column", () => {
  it("keeps every field, whatever is in it and wherever a chunk ends", () => {
    const cell = fc.oneof(
      fc.double({ noNaN: true }).map(String),
      fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r", " ", "é"), maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(fc.array(cell, { maxLength: 2 }), { maxLength: 6 }), fc.nat(), (rows, padding) => {
        const path = join(testFolder(), "run.csv");
        const quoted = (text: string) => (/[",\n\r ]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
        // A first row that moves the others to any place about the end of a chunk.
        const filler = "x".repeat((1 << 20) - 24 - (padding % 64));
        const all = [[filler], ...rows];
        const body = all.map((row, i) => [String(i), ...row].map(quoted).join(","));
        writeFileSync(path, `step,note,more\n${body.join("\n")}\n`);
        const sink = csvSink(path);
        sink.log({ step: all.length, loss: 1 });
        sink.close?.();
        const padded = body.map((row, i) => row + ",".repeat(4 - 1 - (all[i] as string[]).length));
        const expected = `step,note,more,loss\n${padded.join("\n")}\n${all.length},,,1\n`;
        expect(read(path) === expected).toBe(true);
      }),
      { numRuns: cases(40) },
    );
  });

  it("is as before when the new one can't be made", () => {
    const path = join(testFolder(), "run.csv");
    const sink = csvSink(path);
    sink.log({ step: 0, loss: 1 });
    mkdirSync(`${path}.new`);
    expect(() => sink.log({ step: 1, accuracy: 2 })).toThrow(/EISDIR/);
    sink.log({ step: 1, loss: 2 });
    sink.close?.();
    expect(readTable(read(path))).toEqual([
      { step: 0, loss: 1 },
      { step: 1, loss: 2 },
    ]);
    expect(existsSync(`${path}.lock`)).toBe(false);
  });
});
