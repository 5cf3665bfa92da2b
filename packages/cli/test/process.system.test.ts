/** The command as a process: pipes, memory, exit codes, and what it says about itself. */

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { warmupCosine } from "@anneal/core";
import { sample } from "@anneal/wasm";
import { afterAll, describe, expect, it } from "vitest";
import { isDue, sampled } from "../../core/test/support/random-cases.js";
import manifest from "../package.json" with { type: "json" };
import { anneal, annealInShell, annealProcess } from "./support/anneal.js";

const folder = mkdtempSync(join(tmpdir(), "anneal-process-"));
afterAll(() => rmSync(folder, { recursive: true }));
const shell = (script: string) => annealInShell(script, folder);

const schedule = "warmup-cosine --peak 3e-4 --warmup-steps 200 --total-steps 10000";

/** What `anneal sample` writes for this schedule as `f32` or `f64`. */
function bytesOf(dtype: "float32" | "float64"): Buffer {
  const lr = warmupCosine({ peak: 3e-4, warmupSteps: 200, totalSteps: 10_000 });
  const { buffer, byteOffset, byteLength } = sample(lr, { count: 10_001, dtype });
  return Buffer.from(buffer, byteOffset, byteLength);
}

describe("a process", () => {
  const endings: [string[], number][] = [
    [["--version"], 0],
    [["--help"], 0],
    [["sample", "cosine", "--peak", "-1", "--total-steps", "9"], 1],
    [["sample"], 2],
    [["nothing"], 2],
  ];
  it.each(sampled(endings, 3))("%j ends with %i", (args, code) => {
    const outcome = annealProcess(args);
    expect(outcome.code).toBe(code);
    expect(outcome.error.split("\n")).toHaveLength(code === 0 ? 1 : 2);
    expect(outcome.text === "").toBe(code !== 0);
  });

  it("says how to build the command if it is not built", () => {
    mkdirSync(join(folder, "bin"));
    copyFileSync(new URL("../bin/anneal.js", import.meta.url), join(folder, "bin", "anneal.mjs"));
    const { status, stderr } = spawnSync(process.execPath, [join(folder, "bin", "anneal.mjs"), "info"], {
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([1, "anneal: not built yet; run npm run build\n"]);
  });

  it("prints its version and its help", async () => {
    expect(annealProcess(["-V"]).text).toBe(`${manifest.version}\n`);
    const overview = annealProcess(["help"]).text;
    expect(overview).toMatch(/^Usage: anneal <command> \[options\]\n/);
    for (const word of ["-h", "--help"]) expect((await anneal([word])).text).toBe(overview);
    expect((await anneal(["help", "plot"])).text).toBe((await anneal(["plot", "-h"])).text);
  });

  it("writes the bytes of sample()", () => {
    const { bytes } = annealProcess(["sample", ...schedule.split(" "), "--format", "f32"]);
    expect(bytes.equals(bytesOf("float32"))).toBe(true);
  });
});

describe("a reader that exits early", () => {
  const readers: [string, string][] = [
    [`anneal sample ${schedule} --to 1e15 | head -1`, "step,value\n"],
    [`anneal sample ${schedule} --to 1e15 --format json | head -1`, "[\n"],
    [
      `anneal sample ${schedule} --to 1e15 --format f64 | head -c 8 | od -An -tx1 | tr -d ' '`,
      "0000000000000000\n",
    ],
    [`anneal plot ${schedule} | head -1`, "learning rate  ● warmup-cosine\n"],
  ];
  it.each(sampled(readers, 4))("ends %j without an error", async (script, text) => {
    const outcome = await shell(script);
    expect(outcome.error).toBe("");
    expect(outcome.text).toBe(text);
    expect(new Set(outcome.codes)).toEqual(new Set([0]));
  });

  const commands = ["info", `sample ${schedule}`, "--help", `plot ${schedule} --svg`];
  it.each(sampled(commands, 4))("before the first byte is no error: %s", async (words) => {
    const outcome = await shell(`anneal ${words} | true`);
    expect(outcome.error).toBe("");
    expect(outcome.codes[0]).toBe(0);
  });

  it("does not change the exit code of an error", async () => {
    const { codes } = await shell("anneal sample nothing 2>&1 >/dev/null | true");
    expect(codes[0]).toBe(2);
  });
});

describe("output", () => {
  it.runIf(isDue(3))("is never held in memory as a whole", async () => {
    // 60 MB of text, and room for half of that.
    const flags = "NODE_FLAGS='--max-old-space-size=30 --max-semi-space-size=4'";
    const long = "cosine --peak 3e-4 --total-steps 2000000";
    const { text, codes, error } = await shell(`${flags}; anneal sample ${long} | tail -n 1`);
    expect(error).toBe("");
    expect(codes).toEqual([0, 0]);
    expect(text).toBe("2000000,0\n");
  });

  it("waits for a slow reader", async () => {
    const { text, codes } = await shell(
      `anneal sample ${schedule} --to 199999 --format f64 | (sleep 0.5; wc -c)`,
    );
    expect(codes).toEqual([0, 0]);
    expect(Number(text)).toBe(1_600_000);
  });

  it.runIf(process.platform === "linux")("to a full disk is an error", async () => {
    const { codes, error } = await shell(`anneal sample ${schedule} > /dev/full`);
    expect(codes).toEqual([1]);
    expect(error).toBe("anneal: can't write the output: the disk is full\n");
  });
});

describe("input", () => {
  const tree = '{"kind":"constant","value":0.5}';
  const sources = [
    `echo '${tree}' | anneal sample - --to 0`,
    `echo '${tree}' > tree.json; anneal sample - --to 0 < tree.json`,
    `echo '${tree}' > tree.json; anneal sample tree.json --to 0`,
    `anneal sample <(echo '${tree}') --to 0`,
  ];
  it.each(sampled(sources, 4))("is read from a pipe or a file: %s", async (script) => {
    expect((await shell(script)).text).toBe("step,value\n0,0.5\n");
  });

  it("is refused if it is empty", async () => {
    const { codes, error } = await shell("anneal sample - --to 0 < /dev/null");
    expect(codes).toEqual([1]);
    expect(error).toBe("anneal: standard input is empty; expected a schedule as JSON\n");
  });

  it("without an end is refused", async () => {
    const { codes, error } = await shell("yes | anneal sample -; true");
    expect(error).toBe("anneal: standard input is larger than 64 MiB\n");
    expect(codes).toEqual([0]);
  });
});

describe("info", () => {
  it("prints the engine and the machine", async () => {
    const info = JSON.parse(annealProcess(["info", "--json"]).text);
    expect(info).toMatchObject({
      version: manifest.version,
      engine: "wasm",
      reason: null,
      simd: true,
    });
    expect(info.threads).toBeGreaterThanOrEqual(1);
    expect(info.threadsReason === null).toBe(info.threads > 1);
    expect(info.moduleBytes).toBeGreaterThan(1000);
    expect(info.node).toBe(process.versions.node);
    const { text } = await anneal(["info"]);
    for (const part of ["wasm", "SIMD", "threads", `${info.moduleBytes} bytes`, info.node])
      expect(text).toContain(part);
  });

  it("prints why the engine is TypeScript", () => {
    const { text, code } = annealProcess(["info"], ["--jitless"]);
    expect(code).toBe(0);
    expect(text).toContain("host (TypeScript)");
    expect(text).toContain("no WebAssembly SIMD");
  });
});

describe("without WebAssembly", () => {
  const args = ["sample", ...schedule.split(" "), "--format", "f64"];

  it("the values are the same bytes", () => {
    expect(annealProcess(args, ["--jitless"]).bytes.equals(bytesOf("float64"))).toBe(true);
  });

  it("--engine wasm is refused", () => {
    const { code, bytes, error } = annealProcess([...args, "--engine", "wasm"], ["--jitless"]);
    expect(code).toBe(1);
    expect(bytes).toHaveLength(0);
    expect(error).toContain("anneal: --engine wasm is not available; omit it");
  });
});
