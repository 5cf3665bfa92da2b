import { consoleSink, Recorder } from "@anneal/monitor";
import { describe, expect, it, vi } from "vitest";

function shown(every?: number) {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  return { lines, recorder: new Recorder({ sinks: [consoleSink(every ? { every, write } : { write })] }) };
}

describe("consoleSink", () => {
  it("shows numbers below each other, by five digits", () => {
    const { lines, recorder } = shown();
    recorder.log({ step: 9, lr: 1 / 3, loss: 12.5 });
    recorder.log({ step: 10, lr: 1.23456789e-5, loss: Number.NaN, accuracy: 1 });
    recorder.log({ step: 11, loss: -1e-7 });
    expect(lines).toEqual([
      "step 9  lr 0.33333  loss 12.500",
      "step 10  lr 1.2346e-5  loss    NaN  accuracy 1",
      "step 11                loss -1.0000e-7",
    ]);
  });

  it("keeps its columns from one line to the next", () => {
    const { lines, recorder } = shown();
    recorder.log({ step: 1000, loss: 0.001 });
    recorder.log({ step: 1001, loss: 123456 });
    recorder.log({ step: 0, loss: 0 });
    expect(lines).toEqual([
      "step 1000  loss 0.0010000",
      "step 1001  loss    123456",
      "step    0  loss         0",
    ]);
  });

  it("prints one line whatever the names are", () => {
    const { lines, recorder } = shown();
    recorder.log({ step: 1, "\u001b[31mred\n": 2 });
    expect(lines).toEqual(["step 1  ?[31mred? 2"]);
  });

  it("shows a line each `every` steps, and the last record at the end", async () => {
    const { lines, recorder } = shown(10);
    for (let step = 0; step < 25; step += 3) recorder.log({ step });
    await recorder.close();
    expect(lines).toEqual(["step 0", "step 12", "step 24"]);
    const other = shown(10);
    for (let step = 0; step < 8; step++) other.recorder.log({ step });
    await other.recorder.close();
    expect(other.lines).toEqual(["step 0", "step 7"]);
  });

  it("prints a run that went back immediately", () => {
    const { lines, recorder } = shown(100);
    for (const step of [500, 400, 450]) recorder.log({ step });
    expect(lines).toEqual(["step 500", "step 400"]);
  });

  it("writes to the console by default", () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    new Recorder({ sinks: [consoleSink()] }).log({ step: 1, loss: 2 });
    expect(log.mock.calls).toEqual([["step 1  loss 2"]]);
    log.mockRestore();
  });

  it.each([[{ every: 0 }], [{ every: 1.5 }], [{ every: Number.NaN }], [{ write: "stdout" }], [{ each: 1 }]])(
    "rejects %j",
    (options) => {
      expect(() => consoleSink(options as never)).toThrow(RangeError);
    },
  );
});
