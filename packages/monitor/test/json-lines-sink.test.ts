import { appendFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Recorder } from "@anneal/monitor";
import { jsonLinesSink } from "@anneal/monitor/node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testFolder } from "./support/folder.js";

const lines = (path: string) => readFileSync(path, "utf8").trimEnd().split("\n");

describe("jsonLinesSink", () => {
  it("writes a line of JSON for each record, and numbers that are not finite so that they can be read", async () => {
    const path = join(testFolder(), "runs/first/run.jsonl");
    const recorder = new Recorder({ sinks: [jsonLinesSink(path)] });
    recorder.log({ step: 0, lr: 1e-3, loss: Number.NaN });
    recorder.log({ step: 1, lr: [1, 2], loss: Number.NEGATIVE_INFINITY });
    expect(readFileSync(path, "utf8")).toBe(
      '{"step":0,"lr":0.001,"loss":"NaN"}\n{"step":1,"lr/0":1,"lr/1":2,"loss":"-Infinity"}\n',
    );
    await recorder.close();
  });

  it("preserves every number", () => {
    const path = join(testFolder(), "run.jsonl");
    const sink = jsonLinesSink(path);
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.double()), fc.nat(), (numbers, step) => {
        sink.log({ ...numbers, step });
        const read: Record<string, unknown> = JSON.parse(lines(path).at(-1) as string);
        for (const [name, value] of Object.entries({ ...numbers, step })) {
          expect(Number(read[name])).toBe(value + 0);
        }
      }),
    );
    sink.close?.();
  });

  it("continues a file, ends a line that lacks only its end, and moves one that lacks more aside", () => {
    const path = join(testFolder(), "run.jsonl");
    writeFileSync(path, '{"step":0}\n{"step":1}');
    jsonLinesSink(path).log({ step: 2 });
    expect(lines(path)).toEqual(['{"step":0}', '{"step":1}', '{"step":2}']);

    writeFileSync(path, `{"step":0}\n{"step":1,"note":"${"ü".repeat(5000)}`);
    jsonLinesSink(path).log({ step: 2 });
    expect(lines(path)).toEqual(['{"step":0}', '{"step":2}']);
    expect(lines(`${path}.partial`)).toEqual([`{"step":1,"note":"${"ü".repeat(5000)}`]);
  });

  it("moves a line aside that ends within a character, byte by byte, and leaves those before it", () => {
    const path = join(testFolder(), "run.jsonl");
    const whole = Buffer.from('{"step":0,"größe":1}\n');
    const cut = Buffer.concat([Buffer.from('{"step":1,"gr'), Buffer.of(0xc3)]);
    writeFileSync(path, Buffer.concat([whole, cut]));
    jsonLinesSink(path).log({ step: 2 });
    expect(lines(path)).toEqual(['{"step":0,"größe":1}', '{"step":2}']);
    expect(readFileSync(`${path}.partial`)).toEqual(Buffer.concat([cut, Buffer.from("\n")]));
  });

  it("continues in a new file after a rotation, and in the same one after it was copied and truncated", () => {
    const path = join(testFolder(), "run.jsonl");
    const sink = jsonLinesSink(path);
    sink.log({ step: 0 });
    renameSync(path, `${path}.1`);
    sink.log({ step: 1 });
    truncateSync(path);
    sink.log({ step: 2 });
    rmSync(path);
    sink.log({ step: 3 });
    sink.close?.();
    expect(lines(`${path}.1`)).toEqual(['{"step":0}']);
    expect(lines(path)).toEqual(['{"step":3}']);
  });

  it("begins a line of its own after one that another process did not finish", () => {
    const path = join(testFolder(), "run.jsonl");
    const sink = jsonLinesSink(path);
    sink.log({ step: 0 });
    appendFileSync(path, '{"step":');
    sink.log({ step: 1 });
    sink.close?.();
    expect(lines(path)).toEqual(['{"step":0}', '{"step":', '{"step":1}']);
  });

  it("can't be used after close, and closes twice", () => {
    const sink = jsonLinesSink(join(testFolder(), "run.jsonl"));
    sink.close?.();
    sink.close?.();
    expect(() => sink.log({ step: 0 })).toThrow(/is closed/);
  });
});
