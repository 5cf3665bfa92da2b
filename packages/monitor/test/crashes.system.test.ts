/** What files hold when a process is killed while it writes, and when they may grow no more. */

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Sink } from "@anneal/monitor";
import { csvSink, jsonLinesSink, tensorBoardSink } from "@anneal/monitor/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleSinks } from "./support/bundle.js";
import { readEvents } from "./support/event-file.js";

const work = mkdtempSync(join(tmpdir(), "anneal-crashes-"));
const program = join(work, "program.mjs");

// A program of its own, which can be killed: the sinks as one file, and a loop that writes until it can't.
beforeAll(async () => {
  await bundleSinks(work);
  writeFileSync(
    program,
    `import { writeSync } from "node:fs";
    import * as sinks from "./sinks.mjs";
    const [make, path] = process.argv.slice(2);
    const sink = sinks[make](path);
    for (let step = 0; ; step++) {
      try {
        sink.log({ step, lr: step / 7, loss: 2 - step });
      } catch (error) {
        process.stdout.write(JSON.stringify({ step, code: error.code }));
        process.exit();
      }
      if (step === 2000) writeSync(1, "going");
    }`,
  );
}, 120_000);
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** The steps that a file holds; fails when anything in it is not whole. */
const readers: Record<string, (path: string) => number[]> = {
  csvSink(path) {
    const rows = readFileSync(path, "utf8").split("\n");
    expect(rows.pop()).toBe("");
    expect(rows.shift()).toBe("step,lr,loss");
    return rows.map((row) => {
      const [step = Number.NaN, ...others] = row.split(",").map(Number);
      expect(others).toEqual([step / 7, 2 - step]);
      return step;
    });
  },
  jsonLinesSink(path) {
    const lines = readFileSync(path, "utf8").split("\n");
    expect(lines.pop()).toBe("");
    return lines.map((line) => {
      const { step } = JSON.parse(line);
      expect(JSON.parse(line)).toEqual({ step, lr: step / 7, loss: 2 - step });
      return step;
    });
  },
  tensorBoardSink(path) {
    const files = readdirSync(path).sort();
    return files.flatMap((name) => readEvents(join(path, name)).slice(1)).map(({ step }) => Number(step));
  },
};
const resume: Record<string, (path: string) => Sink> = {
  csvSink,
  jsonLinesSink,
  tensorBoardSink,
};
const range = (count: number) => Array.from({ length: count }, (_, i) => i);

describe.each(Object.keys(readers))("%s", (name) => {
  it("has every record of a process that was killed, and continues after them", async () => {
    const path = join(work, `killed-${name}`);
    const child = spawn(process.execPath, [program, name, path]);
    child.stdout.once("data", () => child.kill("SIGKILL"));
    await new Promise((resolve) => child.once("close", resolve));
    const steps = readers[name]?.(path) ?? [];
    expect(steps.length).toBeGreaterThan(2000);
    expect(steps).toEqual(range(steps.length));

    const sink = resume[name]?.(path);
    const next = steps.length;
    sink?.log({ step: next, lr: next / 7, loss: 2 - next });
    sink?.close?.();
    expect(readers[name]?.(path)).toEqual(range(next + 1));
    expect(existsSync(`${path}.partial`)).toBe(false);
  });

  it.skipIf(process.platform === "win32")("says when a file can't grow, and keeps its records whole", () => {
    const path = join(work, `full-${name}`);
    // In blocks of 512 bytes: the last record goes in by a part.
    const shell = 'ulimit -f 21; exec "$0" "$@"';
    const { stdout, stderr } = spawnSync("sh", ["-c", shell, process.execPath, program, name, path], {
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    const { step, code } = JSON.parse(stdout);
    expect(code).toBe("EFBIG");
    expect(step).toBeGreaterThan(50);
    expect(readers[name]?.(path)).toEqual(range(step));
  });
});

describe.each([
  ["csvSink", csvSink],
  ["jsonLinesSink", jsonLinesSink],
] as const)("%s", (_name, sinkOf) => {
  it.skipIf(!existsSync("/dev/full"))("says when the disk is full", () => {
    const sink = sinkOf("/dev/full");
    expect(() => sink.log({ step: 0 })).toThrow(expect.objectContaining({ code: "ENOSPC" }));
    sink.close?.();
  });
});
