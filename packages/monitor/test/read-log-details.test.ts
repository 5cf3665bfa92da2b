/** What counts as a number, a step, a rate, a format and a scalar in the logs of others, and where an error says it is. */
import { type LogError, readLog, readSeries } from "@anneal/monitor";
import { describe, expect, it } from "vitest";
import { frameRecord } from "../src/record-file.js";

async function all(source: AsyncIterable<object>): Promise<object[]> {
  const records: object[] = [];
  for await (const record of source) records.push({ ...record });
  return records;
}

async function failureOf(source: AsyncIterable<object>): Promise<LogError> {
  return all(source).then(
    () => expect.fail("it was read"),
    (error: unknown) => error as LogError,
  );
}

describe("a log without steps", () => {
  const counted = (text: string) => all(readLog(text, { countRows: true }));

  it("has its entries counted from 0 on request", async () => {
    const expected = [
      { step: 0, lr: 1, loss: 5 },
      { step: 1, lr: 2, loss: 4 },
    ];
    expect(await counted("lr,loss\n1,5\n2,4\n")).toEqual(expected);
    expect(await counted('{"lr": 1, "loss": 5}\n{"lr": 2, "loss": 4}\n')).toEqual(expected);
    expect(await counted('[{"lr": 1, "loss": 5}, {"lr": 2, "loss": 4}]')).toEqual(expected);
  });

  it("is not one in which only some entries have no step", async () => {
    expect(await counted('{"step": 7, "lr": 1}\n{"lr": 2}\n')).toEqual([{ step: 7, lr: 1 }]);
  });

  it("is an error otherwise", async () => {
    expect((await failureOf(readLog("lr,loss\n1,5\n"))).message).toContain("a column of the step");
  });
});

describe("a number", () => {
  const numberIn = async (text: string) => {
    const [record] = await all(readLog(`step,value\n0,"${text}"\n`, { format: "csv" }));
    return (record as { value?: number }).value;
  };

  it.each([
    ["12", 12],
    ["-1.5", -1.5],
    ["+2.", 2],
    [".25", 0.25],
    [" 3e-4 ", 3e-4],
    ["1E+05", 1e5],
    ["NaN", Number.NaN],
    ["inf", Infinity],
    ["+Inf", Infinity],
    ["-inf", -Infinity],
    ["Infinity", Infinity],
    ["+infinity", Infinity],
    ["-Infinity", -Infinity],
  ])("is %j", async (text, value) => expect(await numberIn(text)).toBe(value));

  it.each(["", "x", "1x", "x1", "1 2", "1.2.3", ".", "e5", "1e", "1e+", "0x10", "1_000", "toString", "- 1"])(
    "is not %j",
    async (text) => expect(await numberIn(text)).toBeUndefined(),
  );

  it("is found up to four objects deep, under its path", async () => {
    const text = JSON.stringify([
      { step: 1, a: { b: { c: 2, d: { e: 3 } } }, list: [4, 5], nothing: null, no: true },
    ]);
    expect(await all(readLog(text))).toEqual([
      { step: 1, "a/b/c": 2, "a/b/d/e": 3, "list/0": 4, "list/1": 5 },
    ]);
    expect(await all(readLog('[{"step":1,"a":{"b":{"c":{"d":{"e":3}}}}}]'))).toEqual([{ step: 1 }]);
  });
});

describe("the columns", () => {
  it.each([
    "step",
    "_step",
    "global_step",
    "trainer/global_step",
    "train/global_step",
    "iteration",
    "Iter",
    "update",
    "num_updates",
    "STEP_NUM",
  ])("%s is the step", async (name) => {
    expect(await all(readLog(`a,${name}\n7,3\n`))).toEqual([{ a: 7, step: 3 }]);
  });

  it("of several step columns the usual one counts, and the others stay", async () => {
    expect(await all(readLog("iteration,step\n7,3\n"))).toEqual([{ iteration: 7, step: 3 }]);
  });

  const columnOf = async (quantity: "lr" | "loss", columns: string) => {
    const read = readSeries(readLog(`step,${columns}\n0${",1".repeat(columns.split(",").length)}\n`), {
      [quantity]: true,
    });
    return read.then(
      (series) => (series.columns as Record<string, string>)[quantity],
      (error: LogError) => error.name,
    );
  };

  it.each<["lr" | "loss", string, string]>([
    ["lr", "other,Learning_Rate", "Learning_Rate"],
    ["lr", "lr/0,lr/1", "lr/0"],
    ["lr", "my_lr,train/lr", "train/lr"],
    ["lr", "a,opt learning rate", "opt learning rate"],
    ["lr", "a,LR-Adam", "LR-Adam"],
    ["lr", "a,value", "value"],
    ["lr", "lr-a,lr-b", "LogError"],
    ["lr", "alright,lrx", "LogError"],
    ["loss", "other,lm loss", "lm loss"],
    ["loss", "a,val.loss", "val.loss"],
    ["loss", "gloss,losses", "LogError"],
    ["loss", "x loss,y loss", "LogError"],
  ])("the %s of %s is %s", async (quantity, columns, expected) => {
    expect(await columnOf(quantity, columns)).toBe(expected);
  });

  it("are named in the error, at most fifty of them", async () => {
    const names = Array.from({ length: 60 }, (_, i) => `c${i}`);
    const log = `step,${names.join(",")}\n0${",1".repeat(60)}\n`;
    const error = await readSeries(readLog(log), { rate: "other" }).catch((failed: LogError) => failed);
    expect((error as LogError).message).toContain("c48, c49");
    expect((error as LogError).message).not.toContain("c50");
    expect((error as LogError).column).toBe("other");
    const none = await readSeries(readLog("step\n0\n"), { lr: true }).catch((failed: LogError) => failed);
    expect((none as LogError).message).toBe(
      "the log has no column that is clearly the lr; its columns are none",
    );
    expect((none as LogError).column).toBe("lr");
  });
});

describe("the format", () => {
  const csv = "step,lr\n0,1\n";
  const lines = '{"step":0,"lr":1}\n';

  it.each([
    ["run.csv", csv],
    ["RUN.CSV", csv],
    ["run.tsv", csv.replaceAll(",", "\t")],
    ["run.jsonl", lines],
    ["run.ndjson", lines],
    ["run.json", `{"log_history":[${lines}]}`],
    ["run.log", csv],
    ["run.txt", lines],
  ])("of %s is recognized by its name or its beginning", async (file, text) => {
    expect(await all(readLog(text, { file }))).toEqual([{ step: 0, lr: 1 }]);
    expect(await all(readLog(["", new Uint8Array(), new TextEncoder().encode(text)]))).toEqual([
      { step: 0, lr: 1 },
    ]);
  });

  it("that a name says counts, whatever the file begins with", async () => {
    expect((await failureOf(readLog(csv, { file: "a.jsonl" }))).message).toBe(
      "a.jsonl, line 1: this is not a line of JSON",
    );
    expect((await failureOf(readLog(lines, { file: "a.csv" }))).message).toContain("the header must have");
    const events = await failureOf(readLog(csv, { file: "events.out.tfevents.1" }));
    expect(events.message).toContain("must be read as bytes");
  });

  it("of an object over several lines is one JSON, of one on each line many", async () => {
    expect(await all(readLog('{\n"log_history": [{"step": 0, "lr": 1}]\n}'))).toEqual([{ step: 0, lr: 1 }]);
    expect(await all(readLog(' {"step":0,"lr":1}\n\n{"step":1,"lr":2}'))).toHaveLength(2);
    const history = await failureOf(readLog('{"step":0,"log_history":1}'));
    expect(history.message).toContain("no numbers with a step");
  });
});

describe("an error", () => {
  it("names the file, line and column as far as known", async () => {
    const named = await failureOf(readLog("step,lr\n0,1\n-1,2\n", { file: "a.csv" }));
    expect(named).toMatchObject({ name: "LogError", file: "a.csv", line: 3, column: "step" });
    expect(named.message).toBe("a.csv, line 3: step must be a whole number of at least 0; got -1");
    const unnamed = await failureOf(readLog("step,lr\n0,1\n-1,2\n"));
    expect(unnamed).toMatchObject({ file: null, line: 3 });
    expect(unnamed.message).toMatch(/^line 3: step must/);
    const whole = await failureOf(readLog("[1, 2]"));
    expect(whole).toMatchObject({
      message: "the log has no numbers with a step",
      file: null,
      line: null,
      column: null,
    });
    const other = await failureOf(readLog('[{"step": 1}]', { step: "tokens" }));
    expect(other.message).toBe("the log has no numbers with a step in tokens");
  });

  it("reports invalid JSON wherever it ends", async () => {
    for (const text of ["[{]", '[{"step":0},', '{"log_history":[{"step":0}'])
      expect((await failureOf(readLog(text, { format: "json" }))).name).toBe("LogError");
  });
});

describe("a large table", () => {
  it("comes in pieces that end with a row, also where quotes hold line breaks", async () => {
    const row = (step: number) => `${step},0.5,"a ""note""\nof ${"x".repeat(90)}, two lines"\n`;
    const text = `step,lr,note\n${Array.from({ length: 1_000 }, (_, step) => row(step)).join("")}`;
    const parts = Array.from({ length: Math.ceil(text.length / 50_000) }, (_, i) =>
      text.slice(i * 50_000, (i + 1) * 50_000),
    );
    const records = await all(readLog(parts, { format: "csv" }));
    expect(records).toEqual(Array.from({ length: 1_000 }, (_, step) => ({ step, lr: 0.5 })));
  });

  it("keeps to the separator of its first rows", async () => {
    const parts = [`step;lr\n${"1;2\n".repeat(17_000)}`, "3,5;4\n4;5\n"];
    const records = await all(readLog(parts, { format: "csv" }));
    expect(records).toHaveLength(17_001);
    expect(records.at(-1)).toEqual({ step: 4, lr: 5 });
  });
});

describe("scalars of TensorBoard", () => {
  const field = (number: number, encoding: number, bytes: readonly number[]) => [
    number * 8 + encoding,
    ...bytes,
  ];
  const message = (number: number, bytes: readonly number[]) => field(number, 2, [bytes.length, ...bytes]);
  const text = (number: number, value: string) => message(number, [...new TextEncoder().encode(value)]);
  const float = (value: number) => [...new Uint8Array(Float32Array.of(value).buffer)];
  const double = (value: number) => [...new Uint8Array(Float64Array.of(value).buffer)];

  const tensor = (dtype: number, fields: readonly number[]) =>
    message(8, [...field(1, 0, [dtype]), ...fields]);
  const event = (step: readonly number[], ...values: readonly (readonly number[])[]) =>
    frameRecord(
      Uint8Array.from([
        ...field(2, 0, step),
        ...message(
          5,
          values.flatMap((value) => message(1, value)),
        ),
      ]),
    );
  const read = (...events: readonly Uint8Array[]) => all(readLog(events, { format: "tensorboard" }));
  const tag = text(1, "loss");

  it("are numbers, or tensors of one number in any of their forms", async () => {
    expect(
      await read(
        event([1], [...tag, ...field(2, 5, float(0.5))]),
        event([2], [...tag, ...tensor(1, message(4, float(1.5)))]),
        event([3], [...tag, ...tensor(2, message(4, double(2.1)))]),
        event([4], [...tag, ...tensor(1, message(5, float(3.5)))]),
        event([5], [...tag, ...tensor(2, message(6, double(4.1)))]),
        event([6], [...tag, ...field(2, 5, float(5.5)), ...tensor(1, message(5, float(9)))]),
      ),
    ).toEqual([
      { step: 1, loss: 0.5 },
      { step: 2, loss: 1.5 },
      { step: 3, loss: 2.1 },
      { step: 4, loss: 3.5 },
      { step: 5, loss: 4.1 },
      { step: 6, loss: 5.5 },
    ]);
  });

  it("are none in other tensors, without a name, or before step 0", async () => {
    const minusOne = [...Array<number>(9).fill(0xff), 1];
    expect(
      await read(
        event([1], [...tag, ...tensor(1, message(4, double(1)))]),
        event([1], [...tag, ...tensor(2, message(4, float(1)))]),
        event([1], [...tag, ...tensor(3, message(4, float(1)))]),
        event([1], [...tag, ...tensor(1, [])]),
        event([1], field(2, 5, float(1))),
        event([1], tag),
        event([1]),
        event(minusOne, [...tag, ...field(2, 5, float(1))]),
        event([2], [...tag, ...field(2, 5, float(1))], [...text(1, "lr"), ...field(2, 5, float(2))]),
      ),
    ).toEqual([{ step: 2, loss: 1, lr: 2 }]);
  });

  it("come from files that are split anywhere", async () => {
    const bytes = event([1], [...tag, ...field(2, 5, float(0.5))]);
    const twice = [...bytes, ...bytes];
    const parts = twice.map((byte) => Uint8Array.of(byte));
    expect(await read(...parts)).toEqual([
      { step: 1, loss: 0.5 },
      { step: 1, loss: 0.5 },
    ]);
  });

  it("are not in records that hold no events", async () => {
    const failed = await failureOf(
      readLog([frameRecord(Uint8Array.of(0xff, 0xff, 0xff))], { format: "tensorboard" }),
    );
    expect(failed.name).toBe("LogError");
  });
});
