/** Logs read back: what the sinks write, and what trackers and trainers write. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InvalidArgumentError } from "@anneal/core";
import { type Chunk, LogError, type LogFormat, readLog, readSeries } from "@anneal/monitor";
import { csvSink, jsonLinesSink, readLogFile, tensorBoardSink } from "@anneal/monitor/node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testFolder } from "./support/folder.js";

async function all(source: AsyncIterable<object>): Promise<object[]> {
  const records: object[] = [];
  for await (const record of source) records.push({ ...record });
  return records;
}

const read = (text: Chunk | readonly Chunk[], options = {}) =>
  all(readLog(Array.isArray(text) ? text : [text as Chunk], options));

const trainerState = {
  best_metric: null,
  global_step: 30,
  log_history: [
    { epoch: 0.1, grad_norm: 1.5, learning_rate: 1e-4, loss: 3.25, step: 10 },
    { epoch: 0.2, learning_rate: "5e-05", loss: 2.5, step: 20 },
    { epoch: 0.2, eval_loss: 2.75, step: 20 },
  ],
  max_steps: 30,
};
const history = [
  { step: 10, epoch: 0.1, grad_norm: 1.5, learning_rate: 1e-4, loss: 3.25 },
  { step: 20, epoch: 0.2, learning_rate: 5e-5, loss: 2.5 },
  { step: 20, epoch: 0.2, eval_loss: 2.75 },
];

describe("what the sinks write", () => {
  const records = [
    { step: 0, lr: 1e-3, loss: 2.5 },
    { step: 1, lr: 5e-4, loss: Number.NaN },
    { step: 5, lr: 2.5e-4, loss: Number.POSITIVE_INFINITY },
  ];

  it.each([
    ["run.csv", csvSink],
    ["run.jsonl", jsonLinesSink],
  ])("comes back from %s", async (name, sink) => {
    const path = join(testFolder(), name);
    const writer = sink(path);
    for (const record of records) await writer.log(record);
    await writer.close?.();
    expect(await all(readLogFile(path))).toEqual(records);
  });

  it("comes back from TensorBoard in float32, of a file and of a folder", async () => {
    const path = join(testFolder(), "board");
    for (const record of records) {
      const writer = tensorBoardSink(path);
      await writer.log(record);
      await writer.close?.();
    }
    const rounded = records.map(({ step, lr, loss }) => ({ step, lr: Math.fround(lr), loss }));
    expect(await all(readLogFile(path))).toEqual(rounded);
  });
});

describe("the formats of others", () => {
  it("reads transformers' trainer_state.json, indented or on one line", async () => {
    expect(await read(JSON.stringify(trainerState, null, 2), { file: "trainer_state.json" })).toEqual(
      history,
    );
    expect(await read(JSON.stringify(trainerState))).toEqual(history);
  });

  it("reads a list of objects, and inner objects by path", async () => {
    const text = JSON.stringify([{ _step: 3, train: { lr: 1e-3, loss: "NaN" } }]);
    expect(await read(text)).toEqual([{ step: 3, "train/lr": 1e-3, "train/loss": Number.NaN }]);
  });

  it("reads CSV with quotes, other separators, blank fields and Windows lines", async () => {
    expect(await read('"step","train/lr",note\r\n1,1e-3,"a\nb"\r\n2,,c\r\n')).toEqual([
      { step: 1, "train/lr": 1e-3 },
      { step: 2 },
    ]);
    expect(await read("Step\tValue\n0\t0.5\n10\tinf\n")).toEqual([
      { step: 0, Value: 0.5 },
      { step: 10, Value: Number.POSITIVE_INFINITY },
    ]);
  });

  it("takes another column for the step", async () => {
    expect(await read("tokens,lr\n1000,0.1\n", { step: "tokens" })).toEqual([{ step: 1000, lr: 0.1 }]);
  });

  it("skips a last line that was never finished", async () => {
    expect(await read('{"step":0,"lr":1}\n{"step":1,"l')).toEqual([{ step: 0, lr: 1 }]);
  });

  it("gives the same records however the file is split", async () => {
    const texts: [LogFormat, string][] = [
      ["csv", 'step,lr,n\n0,1e-3,"ä\nb"\n1,2e-3,"""x"\n'],
      ["json-lines", '{"step":0,"lr":1,"s":"äöü"}\n{"step":1,"lr":2}\n'],
      ["json", JSON.stringify(trainerState, null, 1)],
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...texts),
        fc.array(fc.nat(300), { maxLength: 12 }),
        async ([format, text], cuts) => {
          const bytes = new TextEncoder().encode(text);
          const places = [
            0,
            ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b),
            bytes.length,
          ];
          const chunks = places.slice(1).map((end, i) => bytes.subarray(places[i], end));
          expect(await read(chunks, { format })).toEqual(await read(text, { format }));
        },
      ),
    );
  });
});

describe("errors", () => {
  it.each([
    ["an empty file", "", {}, "the log is empty"],
    ["a table without a step", "lr,loss\n1,2\n", {}, "line 1: the header must have a column of the step"],
    [
      "a column that is not there",
      "step,lr\n1,2\n",
      { step: "tokens" },
      'must have the column "tokens"; it has step, lr',
    ],
    [
      "a step that is no count",
      "step,lr\n0,1\n1.5,2\n",
      {},
      "line 3: step must be a whole number of at least 0; got 1.5",
    ],
    ["a damaged line", '{"step":0}\n{oops}\n{"step":1}\n', {}, "line 2: this is not a line of JSON"],
    ["JSON that ends too early", '{"log_history": [{"step": 1', { format: "json" }, "ends too early"],
    ["JSON without a history", '{"a": 1}', { format: "json" }, "no numbers with a step"],
    [
      "binary data as text",
      new Uint8Array([115, 116, 255, 254, 0, 1]),
      { format: "csv" },
      "not text in UTF-8",
    ],
    [
      "text as events",
      new TextEncoder().encode("step,lr\n0,1\n1,2\n"),
      { format: "tensorboard" },
      "checksum is wrong",
    ],
  ])("rejects %s", async (_, text, options, message) => {
    const failure = read(text as Chunk, { ...options, file: "run.log" });
    await expect(failure).rejects.toBeInstanceOf(LogError);
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.toThrow("run.log");
  });

  it("rejects a damaged event file, and ends before an event that was cut", async () => {
    const path = join(testFolder(), "cut");
    const writer = tensorBoardSink(path);
    for (let step = 0; step < 3; step++) await writer.log({ step, lr: 1 });
    await writer.close?.();
    const { readdirSync, readFileSync } = await import("node:fs");
    const bytes = readFileSync(join(path, readdirSync(path)[0] as string));
    expect(await read([bytes.subarray(0, -3)], { format: "tensorboard" })).toHaveLength(2);
    bytes[bytes.length - 6] = (bytes.at(-6) as number) ^ 1;
    await expect(read([bytes], { format: "tensorboard" })).rejects.toThrow("checksum");
  });

  it("rejects a folder without event files", async () => {
    const path = join(testFolder(), "empty");
    mkdirSync(path);
    writeFileSync(join(path, "notes.txt"), "");
    await expect(all(readLogFile(path))).rejects.toThrow("no event files");
  });

  it("never fails with anything but a LogError", async () => {
    const formats = fc.constantFrom<LogFormat | undefined>(
      "csv",
      "json-lines",
      "json",
      "tensorboard",
      undefined,
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), formats, async (bytes, format) => {
        const failed = await read([bytes], format === undefined ? {} : { format }).catch(
          (error: unknown) => error,
        );
        if (!Array.isArray(failed)) expect(failed).toBeInstanceOf(LogError);
      }),
    );
  });
});

describe("series", () => {
  const series = (text: string, columns: Parameters<typeof readSeries>[1]) =>
    readSeries(readLog([text]), columns);

  it("takes columns by their usual names, in order, the later of two values", async () => {
    const text = "step,train/learning_rate,train/loss\n10,1e-3,3\n20,2e-3,\n10,1.5e-3,2.5\n30,,1\n";
    const { steps, values, columns } = await series(text, { lr: true, loss: true });
    expect([...steps]).toEqual([10, 20, 30]);
    expect([...(values.lr ?? [])]).toEqual([1.5e-3, 2e-3, Number.NaN]);
    expect([...(values.loss ?? [])]).toEqual([2.5, Number.NaN, 1]);
    expect(columns).toEqual({ lr: "train/learning_rate", loss: "train/loss" });
  });

  it("takes a column by its name, and the only one that is clearly a rate", async () => {
    const { values } = await series("step,a,optimizer/lr-AdamW\n0,7,1\n", { lr: true, other: "a" });
    expect([values.lr?.[0], values.other?.[0]]).toEqual([1, 7]);
  });

  it("names the columns where none is clear", async () => {
    await expect(series("step,a,b\n0,1,2\n", { lr: true })).rejects.toThrow(
      "no column that is clearly the lr; its columns are a, b",
    );
    await expect(series("step,a\n0,1\n", { lr: "rate" })).rejects.toThrow('no column "rate"');
  });

  it("rejects what is neither records nor names with columns", async () => {
    const wanted = { lr: true } as const;
    for (const records of ["step,lr", null, [1], [{ step: "0" }], Promise.resolve()]) {
      await expect(readSeries(records as never, wanted)).rejects.toThrow(InvalidArgumentError);
    }
    for (const names of [null, "lr", ["lr"], { lr: 1 }, { momentum: true }]) {
      await expect(readSeries(readLog("step,lr\n0,1\n"), names as never)).rejects.toThrow(
        InvalidArgumentError,
      );
    }
  });
});

describe("a source", () => {
  const expected = [{ step: 0, lr: 1 }];

  it("is text or bytes, whole or in the smallest parts, in linear time", async () => {
    const text = 'step,lr,note\n0,1,"a\nb"\n';
    expect(await all(readLog(text))).toEqual(expected);
    expect(await all(readLog(new TextEncoder().encode(text)))).toEqual(expected);
    expect(await read([...text], { format: "csv" })).toEqual(expected);
    const long = `step,lr\n${"0,1\n".repeat(20_000)}`;
    expect(await read([...long], { format: "csv" })).toHaveLength(20_000);
    const line = `{"step":0,"lr":1,"note":"${"x".repeat(100_000)}"}\n`;
    expect(await read([...line], { format: "json-lines" })).toEqual(expected);
  });

  it.each([[null], [1], [{}], [[1]], [[null]]])("is rejected where it is %j", async (source) => {
    await expect(all(readLog(source as never))).rejects.toThrow(InvalidArgumentError);
  });

  it.each([[{ format: "xml" }], [{ step: 1 }], [{ files: "x" }], [null]])(
    "is rejected with the options %j",
    async (options) => {
      await expect(all(readLog("step,lr\n0,1\n", options as never))).rejects.toThrow(InvalidArgumentError);
    },
  );
});
