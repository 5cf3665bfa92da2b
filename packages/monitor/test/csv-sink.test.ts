import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type FlatRecord, Recorder } from "@anneal/monitor";
import { type CsvSinkOptions, csvSink } from "@anneal/monitor/node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testFolder } from "./support/folder.js";
import { readCsv } from "./support/read-csv.js";

const read = (path: string) => readFileSync(path, "utf8");

function write(path: string, records: readonly FlatRecord[], options?: CsvSinkOptions): void {
  const sink = csvSink(path, options);
  for (const record of records) sink.log(record);
  sink.close?.();
}

describe("csvSink", () => {
  it("makes the header from the first record, and leaves fields empty that a record lacks", () => {
    const path = join(testFolder(), "runs/a/run.csv");
    write(path, [
      { step: 0, lr: 1e-3, loss: Number.NaN },
      { step: 1, loss: Number.POSITIVE_INFINITY },
    ]);
    expect(read(path)).toBe("step,lr,loss\n0,0.001,NaN\n1,,Infinity\n");
  });

  it("adds a column for a new name, and loses nothing", () => {
    const path = join(testFolder(), "run.csv");
    const sink = csvSink(path);
    sink.log({ step: 0, lr: 1 });
    sink.log({ step: 1, lr: 2, accuracy: 0.5 });
    sink.log({ step: 2, loss: 3 });
    sink.close?.();
    expect(read(path)).toBe("step,lr,accuracy,loss\n0,1,,\n1,2,0.5,\n2,,,3\n");
    expect(readdirSync(dirname(path))).toEqual(["run.csv"]);
  });

  it("rejects a new name if requested, and writes nothing of the record", () => {
    const path = join(testFolder(), "run.csv");
    const sink = csvSink(path, { newColumns: "refuse" });
    sink.log({ step: 0, lr: 1 });
    expect(() => sink.log({ step: 1, loss: 2 })).toThrow(
      'record must be an object with step, lr only; got ["loss"]',
    );
    sink.log({ step: 2, lr: 3 });
    sink.close?.();
    expect(read(path)).toBe("step,lr\n0,1\n2,3\n");
  });

  it("preserves every name and number, in any order of names", () => {
    const name = fc.string({ minLength: 1, unit: fc.constantFrom("a", '"', ",", "\n", " ", "=", "é") });
    const records = fc.array(fc.dictionary(name, fc.double()), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(records, (list) => {
        const path = join(testFolder(), "run.csv");
        const half = list.length >> 1;
        const all = list.map((numbers, step) => ({ step, ...numbers }));
        write(path, all.slice(0, half));
        write(path, all.slice(half));
        const [header = [], ...rows] = readCsv(read(path));
        expect(new Set(header)).toEqual(new Set(["step", ...list.flatMap(Object.keys)]));
        const numbers = rows.map((row) => {
          const cells = row.map((cell, i): [string, string] => [header[i] as string, cell]);
          return Object.fromEntries(
            cells.flatMap(([key, cell]) => (cell === "" ? [] : [[key, Number(cell)]])),
          );
        });
        expect(numbers).toEqual(all.map(withoutNegativeZero));
      }),
    );
  });

  it("continues a table without a second header, also one that a spreadsheet program saved", () => {
    const path = join(testFolder(), "run.csv");
    write(path, [{ step: 0 }]);
    write(path, [{ step: 1 }]);
    expect(read(path)).toBe("step\n0\n1\n");

    writeFileSync(path, '\ufeffstep,"a ""b"""\r\n0,1\r\n1,2\r\n');
    write(path, [{ step: 2, 'a "b"': 3, c: 4 }]);
    expect(read(path)).toBe('step,"a ""b""",c\n0,1,\n1,2,\n2,3,4\n');
  });

  it("ends a header without an end, and moves a row without one aside", () => {
    const path = join(testFolder(), "run.csv");
    writeFileSync(path, "step,loss");
    write(path, [{ step: 0, loss: 1 }]);
    expect(read(path)).toBe("step,loss\n0,1\n");

    writeFileSync(path, "step,loss\n0,1\n1,2.3");
    write(path, [{ step: 1, loss: 2.31 }]);
    expect(read(path)).toBe("step,loss\n0,1\n1,2.31\n");
    expect(read(`${path}.partial`)).toBe("1,2.3\n");
  });

  it.each([
    ["another table", "epoch,loss\n1,2\n"],
    ["a table with a name twice", "step,loss,loss\n1,2,3\n"],
    ["no table", "Dear diary,\n"],
    ["bytes", "\0\u0001\u0002"],
  ])("rejects %s and leaves it as it is", (_, content) => {
    const path = join(testFolder(), "run.csv");
    writeFileSync(path, content);
    expect(() => csvSink(path)).toThrow(/path must be a new file, or a table with step/);
    expect(read(path)).toBe(content);
    expect(existsSync(`${path}.partial`)).toBe(false);
  });

  it("rejects a table whose lines end in carriage returns, and leaves it as it is", () => {
    const path = join(testFolder(), "run.csv");
    writeFileSync(path, "step,loss\r0,1\r");
    expect(() => csvSink(path)).toThrow(/path must be a table whose lines end in a newline/);
    expect(read(path)).toBe("step,loss\r0,1\r");
  });

  it("keeps column names with line breaks, and continues a table of a spreadsheet program", () => {
    const path = join(testFolder(), "run.csv");
    write(path, [{ step: 0, "a\r\nb": 1 }]);
    write(path, [{ step: 1, "a\r\nb": 2 }]);
    expect(read(path)).toBe('step,"a\r\nb"\n0,1\n1,2\n');
    writeFileSync(path, 'step,"loss"\r\n0,1\r\n');
    write(path, [{ step: 1, loss: 2 }]);
    expect(read(path)).toBe('step,"loss"\r\n0,1\r\n1,2\n');
  });

  it("rejects a folder, and a place where no folder can be made", () => {
    const folder = testFolder();
    expect(() => csvSink(folder)).toThrow(/path must be the path of a file, not of a folder/);
    writeFileSync(join(folder, "file"), "");
    expect(() => csvSink(join(folder, "file", "run.csv"))).toThrow(/ENOTDIR/);
  });

  it.runIf(existsSync("/proc"))("refuses a folder that no one can make files in", () => {
    expect(() => csvSink("/proc/anneal/run.csv")).toThrow(/ENOENT/);
  });

  it("moves a row aside that ends within a character, and leaves those before it", () => {
    const path = join(testFolder(), "run.csv");
    writeFileSync(path, Buffer.concat([Buffer.from("step,größe\n0,1\n1,"), Buffer.of(0xc3, 0xff)]));
    write(path, [{ step: 2, größe: 3 }]);
    expect(read(path)).toBe("step,größe\n0,1\n2,3\n");
  });

  it("writes one header for two sinks of a file, and both continue when one of them adds a column", () => {
    const path = join(testFolder(), "run.csv");
    const [first, second] = [csvSink(path), csvSink(path)];
    first.log({ step: 0, lr: 1 });
    second.log({ step: 1, lr: 2 });
    expect(read(path)).toBe("step,lr\n0,1\n1,2\n");
    second.log({ step: 2, loss: 3 });
    first.log({ step: 3, lr: 4 });
    expect(read(path)).toBe("step,lr,loss\n0,1,\n1,2,\n2,,3\n3,4,\n");
    first.close?.();
    second.close?.();
  });

  it("is part of a recorder, which checks first", async () => {
    const path = join(testFolder(), "run.csv");
    const recorder = new Recorder({ sinks: [csvSink(path)] });
    expect(() => recorder.log({ step: 0, loss: "2" as unknown as number })).toThrow(/loss must be a number/);
    expect(read(path)).toBe("");
    recorder.log({ step: 0, loss: 2 });
    await recorder.close();
    expect(read(path)).toBe("step,loss\n0,2\n");
  });

  it("widens a table of many pieces", () => {
    const path = join(testFolder(), "run.csv");
    const rows = Array.from({ length: 30_000 }, (_, step) => `${step},${step / 7}`);
    writeFileSync(path, `step,loss\n${rows.join("\n")}\n`);
    write(path, [{ step: 30_000, accuracy: 1 }]);
    const expected = `step,loss,accuracy\n${rows.map((row) => `${row},`).join("\n")}\n30000,,1\n`;
    expect(read(path) === expected).toBe(true);
  });
});

function withoutNegativeZero(record: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, value + 0]));
}
