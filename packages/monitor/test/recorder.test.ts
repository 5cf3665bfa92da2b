import { InvalidArgumentError } from "@anneal/core";
import {
  ClosedError,
  type FlatRecord,
  type LogRecord,
  Recorder,
  SinkError,
  trackerSink,
} from "@anneal/monitor";
import { describe, expect, it } from "vitest";

function memory(): { records: FlatRecord[]; log(record: FlatRecord): void } {
  const records: FlatRecord[] = [];
  return { records, log: (record) => void records.push(record) };
}

const broken = (name: string, message: string) => ({
  name,
  log() {
    throw new Error(message);
  },
});

describe("a record", () => {
  it("reaches every sink flat, frozen, and with the step first", () => {
    const [first, second] = [memory(), memory()];
    const recorder = new Recorder({ sinks: [first, second] });
    recorder.log({ loss: 2, lr: [0.1, 0.2], step: 3, one: [4], none: [], left: undefined });
    expect(first.records).toEqual([{ step: 3, loss: 2, "lr/0": 0.1, "lr/1": 0.2, one: 4 }]);
    expect(Object.keys(first.records[0] as object)).toEqual(["step", "loss", "lr/0", "lr/1", "one"]);
    expect(second.records[0]).toBe(first.records[0]);
    expect(Object.isFrozen(first.records[0])).toBe(true);
  });

  it("takes typed arrays, numbers that are not finite, and any name", () => {
    const sink = memory();
    const record = JSON.parse('{"step":0,"__proto__":1,"constructor":2}');
    new Recorder({ sinks: [sink] }).log({ ...record, a: Float32Array.of(1, 2), b: Number.NaN, c: -Infinity });
    expect(Object.entries(sink.records[0] as object)).toEqual([
      ["step", 0],
      ...Object.entries(record).slice(1),
      ["a/0", 1],
      ["a/1", 2],
      ["b", Number.NaN],
      ["c", -Infinity],
    ]);
  });

  it.each([
    ["no object", 3, "record"],
    ["no step", { loss: 1 }, "step"],
    ["a fractional step", { step: 1.5 }, "step"],
    ["a step that is not finite", { step: Number.NaN }, "step"],
    ["a negative step", { step: -1 }, "step"],
    ["a number as text", { step: 0, loss: "1" }, "loss"],
    ["null", { step: 0, loss: null }, "loss"],
    ["a bigint", { step: 0, loss: 1n }, "loss"],
    ["an object", { step: 0, loss: { mean: 1 } }, "loss"],
    ["bytes without a type", { step: 0, loss: new DataView(new ArrayBuffer(8)) }, "loss"],
    ["a list with a hole", { step: 0, lr: [1, undefined] }, "lr[1]"],
    ["no name", { step: 0, "": 1 }, "record"],
    ["two numbers of one name", { step: 0, lr: [1, 2], "lr/1": 3 }, "lr/1"],
  ])("with %s is rejected before any sink gets it", (_, record, argument) => {
    const sink = memory();
    const recorder = new Recorder({ sinks: [sink] });
    expect(() => recorder.log(record as LogRecord)).toThrow(
      expect.objectContaining({ name: "InvalidArgumentError", argument }),
    );
    expect(sink.records).toEqual([]);
  });
});

describe("a recorder", () => {
  it.each([
    [undefined, "options"],
    [{}, "sinks"],
    [{ sinks: [{}] }, "sinks[0]"],
    [{ sinks: [null] }, "sinks[0]"],
    [{ sinks: [], onError: "throw" }, "onError"],
    [{ sinks: [], every: 3 }, "every"],
  ])("rejects %j", (options, argument) => {
    expect(() => new Recorder(options as never)).toThrow(InvalidArgumentError);
    expect(() => new Recorder(options as never)).toThrow(expect.objectContaining({ argument }));
  });

  it("gives the record to the other sinks when some fail, and says which failed and how", () => {
    const [first, last] = [memory(), memory()];
    const recorder = new Recorder({
      sinks: [first, broken("full", "no space left"), broken("other", "gone"), last],
    });
    const attempt = () => recorder.log({ step: 0 });
    expect(attempt).toThrow(SinkError);
    expect(attempt).toThrow("full: no space left; other: gone");
    expect(first.records).toHaveLength(2);
    expect(last.records).toHaveLength(2);
  });

  it("calls onError instead, and continues", async () => {
    const errors: string[] = [];
    const sink = memory();
    const recorder = new Recorder({
      sinks: [broken("full", "no space left"), sink],
      onError: ({ message }) => errors.push(message),
    });
    recorder.log({ step: 0 });
    recorder.log({ step: 1 });
    await recorder.close();
    expect(errors).toEqual(["full: no space left", "full: no space left"]);
    expect(sink.records).toHaveLength(2);
  });

  it("awaits asynchronous sinks, and reports their errors", async () => {
    let done = 0;
    const slow = {
      async log({ step }: FlatRecord) {
        await new Promise((resolve) => setImmediate(resolve));
        if (step === 1) throw new Error("out of reach");
        done += 1;
      },
    };
    const recorder = new Recorder({ sinks: [slow] });
    for (const step of [0, 1, 2]) recorder.log({ step });
    await expect(recorder.flush()).rejects.toThrow("sinks[0]: out of reach");
    expect(done).toBe(2);
    await recorder.flush();
    await recorder.close();
  });

  it("reports a late refusal at the next record, which is recorded", async () => {
    const seen: number[] = [];
    const sink = {
      log({ step }: FlatRecord) {
        seen.push(step);
        return step === 0 ? Promise.reject(new Error("late")) : undefined;
      },
    };
    const recorder = new Recorder({ sinks: [sink] });
    recorder.log({ step: 0 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(() => recorder.log({ step: 1 })).toThrow("sinks[0]: late");
    expect(seen).toEqual([0, 1]);
    recorder.log({ step: 2 });
  });

  it("flushes before it closes, closes what failed too, once, and takes nothing more", async () => {
    const calls: string[] = [];
    const sink = (name: string, fails: boolean) => ({
      name,
      log: () => calls.push(`${name} log`),
      flush() {
        calls.push(`${name} flush`);
        if (fails) throw new Error("can't");
      },
      close: () => calls.push(`${name} close`),
    });
    const recorder = new Recorder({ sinks: [sink("a", true), sink("b", false)] });
    recorder.log({ step: 0 });
    await expect(recorder.close()).rejects.toThrow("a: can't");
    await expect(recorder.close()).rejects.toThrow("a: can't");
    expect(calls).toEqual(["a log", "b log", "a flush", "b flush", "a close", "b close"]);
    expect(() => recorder.log({ step: 1 })).toThrow(ClosedError);
    await expect(recorder.flush()).rejects.toThrow(ClosedError);
  });
});

describe("a recorder that closes", () => {
  it("reports what failed in the flush and in the close, once", async () => {
    const sink = {
      name: "disk",
      log() {},
      flush() {
        throw new Error("can't flush");
      },
      close: () => Promise.reject(new Error("can't close")),
    };
    const errors: string[] = [];
    const onError = ({ message }: Error) => void errors.push(message);
    await expect(new Recorder({ sinks: [sink] }).close()).rejects.toThrow(
      "disk: can't close; disk: can't flush",
    );
    await new Recorder({ sinks: [sink], onError }).close();
    expect(errors).toEqual(["disk: can't close; disk: can't flush"]);
  });
});

describe("trackerSink", () => {
  it("gives the step beside the numbers", async () => {
    const calls: unknown[][] = [];
    const tracker = {
      log: (...given: unknown[]) => void calls.push(given),
      close: () => calls.push(["close"]),
    };
    const recorder = new Recorder({ sinks: [trackerSink(tracker)] });
    recorder.log({ step: 5, lr: [0.1, 0.2], loss: 1 });
    await recorder.close();
    expect(calls).toEqual([[{ "lr/0": 0.1, "lr/1": 0.2, loss: 1 }, { step: 5 }]]);
  });

  it("rejects what has no log", () => {
    expect(() => trackerSink({} as never)).toThrow(/tracker must be an object with a method log/);
  });

  it("reports a sink that throws a value that is not an error, or has a name that is not a string", () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const thrown of [Object.create(null), Symbol("reason"), undefined, proxy]) {
      const failing = {
        log() {
          throw thrown;
        },
      };
      const recorder = new Recorder({ sinks: [failing] });
      expect(() => recorder.log({ step: 0 })).toThrow(expect.objectContaining({ name: "SinkError" }));
    }
    const named = { name: Symbol("sink"), log: () => {} };
    expect(() => new Recorder({ sinks: [named as never] })).toThrow(/sinks\[0\]\.name must be a string/);
  });
});
