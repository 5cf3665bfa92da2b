/** Event files, read by a reader that knows only the formats; TensorBoard's own reader is in tests/tensorboard. */

import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Recorder } from "@anneal/monitor";
import { tensorBoardSink } from "@anneal/monitor/node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cases } from "../../core/test/support/random-cases.js";
import { crc32c } from "../src/crc32c.js";
import { frameRecord } from "../src/record-file.js";
import { readEvents, readFrames, slowCrc32c } from "./support/event-file.js";
import { testFolder } from "./support/folder.js";

const sequence = (length: number, value: (i: number) => number) =>
  Uint8Array.from({ length }, (_, i) => value(i));

describe("crc32c", () => {
  // RFC 3720, appendix B.4; its bytes are in the order of the wire.
  it.each([
    ["32 zeros", sequence(32, () => 0), 0x8a9136aa],
    ["32 ones", sequence(32, () => 0xff), 0x62a8ab43],
    ["32 incrementing", sequence(32, (i) => i), 0x46dd794e],
    ["32 decrementing", sequence(32, (i) => 31 - i), 0x113fdb5c],
    [
      "an iSCSI read command",
      Buffer.from(
        "01c000000000000000000000000000001400000000000400000000140000001828000000000000000200000000000000",
        "hex",
      ),
      0xd9963a56,
    ],
    ["the check of the polynomial", Buffer.from("123456789"), 0xe3069283],
    ["nothing", new Uint8Array(), 0],
  ])("gives the published checksum of %s", (_, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected);
    expect(slowCrc32c(bytes)).toBe(expected);
  });

  it("divides as the bits do", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => crc32c(bytes) === slowCrc32c(bytes)));
  });
});

describe("the framing", () => {
  it("can be read back, and detects every changed bit", () => {
    const path = join(testFolder(), "records");
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(), (data, at) => {
        const frame = frameRecord(data);
        writeFileSync(path, frame);
        expect(readFrames(path)).toEqual([Buffer.from(data)]);
        const bit = at % (frame.length * 8);
        frame[bit >> 3] = (frame[bit >> 3] as number) ^ (1 << (bit & 7));
        writeFileSync(path, frame);
        expect(() => readFrames(path)).toThrow();
      }),
    );
  });
});

describe("tensorBoardSink", () => {
  it("writes a file that TensorBoard looks for, with the version first", async () => {
    const folder = testFolder();
    const before = Date.now() / 1000;
    const recorder = new Recorder({ sinks: [tensorBoardSink(folder)] });
    recorder.log({ step: 0, lr: [0.1, 0.2], loss: 2.5 });
    recorder.log({ step: 2 ** 40 + 1, lr: [0.3, 0.4], loss: Number.NaN });
    await recorder.close();

    const [name, ...others] = readdirSync(folder);
    expect(others).toEqual([]);
    expect(name).toMatch(/^events\.out\.tfevents\.\d{10}\.[^/]+\.\d+\.\d+$/);
    const events = readEvents(join(folder, name as string));
    expect(events.map(({ step }) => step)).toEqual([0n, 0n, 2n ** 40n + 1n]);
    expect(events[0]).toMatchObject({ fileVersion: "brain.Event:2" });
    expect([...(events[1]?.scalars ?? [])]).toEqual([
      ["lr/0", Math.fround(0.1)],
      ["lr/1", Math.fround(0.2)],
      ["loss", 2.5],
    ]);
    expect(events[2]?.scalars.get("loss")).toBeNaN();
    for (const { wallTime } of events) {
      expect(wallTime).toBeGreaterThanOrEqual(before);
      expect(wallTime).toBeLessThanOrEqual(Date.now() / 1000);
    }
  });

  it("marks where a run resumes", () => {
    const folder = testFolder();
    tensorBoardSink(folder, { resumeAt: 300 }).close?.();
    const [name = ""] = readdirSync(folder);
    expect(readEvents(join(folder, name))[1]).toMatchObject({ step: 300n, sessionStatus: 1 });
  });

  it("keeps any name and any number that float32 has", () => {
    fc.assert(
      fc.property(
        fc.maxSafeNat(),
        fc.dictionary(
          fc.string({ minLength: 1, unit: "grapheme" }).filter((name) => name !== "step"),
          fc.float(),
        ),
        (step, numbers) => {
          const folder = testFolder();
          const sink = tensorBoardSink(folder);
          sink.log({ step, ...numbers });
          sink.close?.();
          const event = readEvents(join(folder, readdirSync(folder)[0] as string))[1];
          expect(event?.step).toBe(BigInt(step));
          expect(event?.scalars).toEqual(new Map(Object.entries(numbers)));
        },
      ),
      { numRuns: cases(30) },
    );
  });

  it("gives two writers of one folder separate files in order", () => {
    const folder = testFolder();
    const sinks = [1, 2, 3].map((step) => {
      const sink = tensorBoardSink(folder);
      sink.log({ step, loss: step });
      return sink;
    });
    for (const sink of sinks) sink.close?.();
    const steps = readdirSync(folder)
      .sort()
      .map((name) => Number(readEvents(join(folder, name))[1]?.step));
    expect(steps).toEqual([1, 2, 3]);
  });

  it("comes after the files of a folder, also when the clock went back", () => {
    const folder = testFolder();
    const earlier = "events.out.tfevents.4102444800.elsewhere.1.0"; // made in 2100
    writeFileSync(join(folder, earlier), "");
    tensorBoardSink(folder).close?.();
    expect(readdirSync(folder).sort()[0]).toBe(earlier);
  });

  it.each([[-1], [1.5], [Number.NaN]])("rejects resuming at %s before it creates a file", (resumeAt) => {
    const folder = testFolder();
    expect(() => tensorBoardSink(folder, { resumeAt })).toThrow(/resumeAt must be a whole number/);
    expect(readdirSync(folder)).toEqual([]);
  });
});
