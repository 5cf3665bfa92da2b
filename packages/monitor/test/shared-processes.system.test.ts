/** Several processes that write one file, are killed, and give a large table another column. */
import { spawn } from "node:child_process";
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { csvSink } from "@anneal/monitor/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cases } from "../../core/test/support/random-cases.js";
import { bundleSinks } from "./support/bundle.js";
import { readTable } from "./support/read-csv.js";

/** How much larger the tests are than usual. */
const budget = cases(1);

const work = mkdtempSync(join(tmpdir(), "anneal-shared-"));
const writer = join(work, "writer.mjs");
const widener = join(work, "widener.mjs");

beforeAll(async () => {
  await bundleSinks(work);
  // Each process has a column of its own from a third of its rows on. A step is printed when its row is acknowledged.
  writeFileSync(
    writer,
    `import { writeSync } from "node:fs";
    import * as sinks from "./sinks.mjs";
    const [make, path, id, count] = process.argv.slice(2);
    const sink = sinks[make](path);
    writeSync(1, "ready\\n");
    process.stdin.once("data", () => {
      for (let i = 0; i < Number(count); i++) {
        const step = Number(id) * 1e6 + i;
        const own = i < Number(count) / 3 ? {} : { ["own" + id]: step / 7 };
        sink.log({ step, loss: -step, ...own });
        writeSync(1, step + "\\n");
      }
      sink.close();
      process.exit();
    });`,
  );
  writeFileSync(
    widener,
    `import { csvSink } from "./sinks.mjs";
    import { peakMemory } from "${new URL("../../core/test/support/peak-memory.mjs", import.meta.url)}";
    const [path] = process.argv.slice(2);
    const sink = csvSink(path);
    const before = peakMemory();
    sink.log({ step: 1, accuracy: 1 });
    sink.close();
    console.log((peakMemory() - before) / 1024);`,
  );
}, 120_000);
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** A process that writes rows once it is told to begin, and which of them it says are written. */
async function startWriter(make: string, path: string, id: number, count: number) {
  const child = spawn(process.execPath, [writer, make, path, String(id), String(count)]);
  let output = "";
  let problem = "";
  child.stderr.on("data", (data) => {
    problem += data;
  });
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (data) => {
      output += data;
      if (output.includes("ready")) resolve();
    });
    child.once("close", () => reject(new Error(problem)));
  });
  return {
    begin: () => child.stdin.write("go\n"),
    kill: () => child.kill("SIGKILL"),
    /** The steps that were acknowledged. */
    async finish(): Promise<number[]> {
      await closed;
      expect(problem).toBe("");
      return output.split("\n").slice(1, -1).map(Number);
    },
  };
}

const row = (step: number, count: number) => {
  const id = Math.floor(step / 1e6);
  const own = step % 1e6 < count / 3 ? {} : { [`own${id}`]: step / 7 };
  return { step, loss: -step, ...own };
};

describe("processes that write one file at the same time", () => {
  const readLines = (text: string) =>
    text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));

  it.each([
    ["csvSink", readTable],
    ["jsonLinesSink", readLines],
  ] as const)("%s: every row is in it once, as it was logged, under one header", async (make, readAll) => {
    const path = join(work, `together-${make}`);
    const count = 300 * budget;
    const writers = await Promise.all([1, 2, 3].map((id) => startWriter(make, path, id, count)));
    for (const each of writers) each.begin();
    const acknowledged = (await Promise.all(writers.map((each) => each.finish()))).flat();
    expect(acknowledged).toHaveLength(3 * count);
    const rows = readAll(readFileSync(path, "utf8")).sort((a, b) => a.step - b.step);
    expect(rows).toEqual(acknowledged.sort((a, b) => a - b).map((step) => row(step, count)));
    expect(readdirSync(work).filter((name) => name.startsWith(`together-${make}.`))).toEqual([]);
  });

  it("csvSink: a process that is killed, also while it adds a column, takes no row of the others with it", async () => {
    for (let round = 0; round < 3 * budget; round++) {
      const path = join(work, `killed-${round}`);
      const count = 300;
      const writers = await Promise.all([1, 2].map((id) => startWriter("csvSink", path, id, count)));
      for (const each of writers) each.begin();
      setTimeout(() => writers[0]?.kill(), 5 + 17 * round);
      const acknowledged = (await Promise.all(writers.map((each) => each.finish()))).flat();
      const rows = readTable(readFileSync(path, "utf8"));
      const steps = new Map(rows.map((each) => [each.step, each]));
      for (const step of acknowledged) expect(steps.get(step)).toEqual(row(step, count));
      // At most the row that was being written when the process was killed was not acknowledged, or has no end.
      expect(rows.length - acknowledged.length).toBeLessThanOrEqual(1);

      const sink = csvSink(path);
      sink.log({ step: 5e6, later: 1 });
      sink.close?.();
      expect(readTable(readFileSync(path, "utf8")).at(-1)).toEqual({ step: 5e6, later: 1 });
      const left = readdirSync(work).filter((name) => name.startsWith(`killed-${round}.`));
      expect(left.filter((name) => name.endsWith(".lock"))).toEqual([]);
    }
  });
});

it("a large table gets a column in memory of a fixed size", async () => {
  const path = join(work, "large.csv");
  const megabytes = 8 * budget;
  const file = openSync(path, "w");
  writeSync(file, "step,lr,loss\n");
  const piece = Buffer.from(Array.from({ length: 50_000 }, (_, step) => `${step},${step / 7},-1\n`).join(""));
  const pieces = Math.ceil((megabytes * 2 ** 20) / piece.length);
  for (let i = 0; i < pieces; i++) writeSync(file, piece);
  closeSync(file);

  const child = spawn(process.execPath, [widener, path], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (data) => {
    output += data;
  });
  await new Promise((resolve) => child.once("close", resolve));
  // KiB beyond what the process had: some buffers of a megabyte, whatever the size of the table.
  expect(Number(output)).toBeLessThan(48 * 1024);

  // The sizes say that every row has one comma more; the rows of the first and last piece are looked at.
  const lines = piece.toString().trimEnd().split("\n");
  const widened = Buffer.from(lines.map((line) => `${line},\n`).join(""));
  const [header, last] = ["step,lr,loss,accuracy\n", "1,,,1\n"];
  const end = header.length + pieces * widened.length;
  const read = (start: number, length: number) => {
    const bytes = Buffer.alloc(length);
    const descriptor = openSync(path, "r");
    try {
      expect(readSyncAll(descriptor, bytes, start)).toBe(length);
    } finally {
      closeSync(descriptor);
    }
    return bytes;
  };
  expect(read(0, header.length).toString()).toBe(header);
  expect(read(end, last.length).toString()).toBe(last);
  expect(read(header.length, widened.length).equals(widened)).toBe(true);
  expect(read(end - widened.length, widened.length).equals(widened)).toBe(true);
});

function readSyncAll(descriptor: number, bytes: Buffer, start: number): number {
  let read = 0;
  for (;;) {
    const count = readSync(descriptor, bytes, read, bytes.length - read, start + read);
    if (count === 0) return read;
    read += count;
    if (read === bytes.length) return read;
  }
}
