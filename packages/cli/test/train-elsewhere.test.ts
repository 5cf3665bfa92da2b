/** The guide "train elsewhere": what its commands print, and the rates that the engines logged. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { anneal } from "./support/anneal.js";

const root = new URL("../../../", import.meta.url);
const guide = readFileSync(new URL("docs/train-elsewhere.md", root), "utf8");
const folder = mkdtempSync(join(tmpdir(), "anneal-guide-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Block {
  readonly language: string;
  readonly text: string;
}

const blocks: readonly Block[] = [...guide.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
  ([, language = "", text = ""]) => ({ language, text }),
);

/** The words of a line, without the quotes of the shell; files go to a folder of the test. */
function wordsOf(line: string): string[] {
  const words = line.match(/'[^']*'|\S+/g)?.map((word) => word.replaceAll("'", "")) ?? [];
  return words.map((word) => word.replace(/^(hf:)?([\w./-]+\.(?:py|yaml|json))$/, `$1${folder}/$2`));
}

const exports = blocks.flatMap(({ language, text }, i) =>
  language === "sh" && text.startsWith("anneal export") ? [{ line: text.trim(), next: blocks[i + 1] }] : [],
);

/** The guide's design in a real engine. */
function loggedRun(engine: string): { readonly rates: readonly number[] } {
  const path = new URL(`spec/engines/logs/exports/${engine}.json`, root);
  return JSON.parse(readFileSync(path, "utf8")).runs.cosine;
}

describe("the guide's commands", () => {
  it.each(exports)("$line", async ({ line, next }) => {
    const { code, text, error } = await anneal(wordsOf(line).slice(1));
    expect(code).toBe(0);
    const isFile = line.includes("--output");
    expect(isFile ? error.slice(0, next?.text.length) : text).toBe(next?.text);
  });

  it.each([
    ["plot", 0],
    // The warnings that the guide mentions.
    ["lint", 3],
  ])("%s of the design exits with %i", async (name, status) => {
    const line = new RegExp(`^anneal ${name} .*$`, "m").exec(guide)?.[0] ?? "";
    expect((await anneal(wordsOf(line).slice(1))).code).toBe(status);
  });

  it("finds the design in the log of the Trainer", async () => {
    const line = /^anneal identify .*$/m.exec(guide)?.[0] ?? "";
    const [, , path = ""] = wordsOf(line);
    const { rates } = loggedRun("hf");
    // As the Trainer logs them, which counts updates from 1.
    const log_history = rates.map((learning_rate, i) => ({ learning_rate, step: i + 1 }));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify({ global_step: rates.length, log_history }));
    const { code, text } = await anneal(["identify", path]);
    const design = "{ warmupSteps: 10, totalSteps: 60, peak: 0.0003, end: 0.00003 }";
    expect([code, text.split("\n")[0]]).toEqual([0, `warmupCosine(${design})`]);
  });

  it("says at the end how the files compare", async () => {
    const hf = exports.find(({ line }) => line.endsWith("--to hf"));
    await anneal([...wordsOf(hf?.line ?? "").slice(1), "--output", join(folder, "training_args.yaml")]);
    const compare = /^anneal compare .*$/m.exec(guide)?.[0] ?? "";
    const { code, text } = await anneal([...wordsOf(compare).slice(1), "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(text).differences[0].largest.difference).toBeLessThan(1e-15);
  });
});

describe("the guide's logs", () => {
  const sections = guide.split(/^## /m).slice(1);
  it.each([
    ["transformers", "hf"],
    ["DeepSpeed", "deepspeed"],
    ["Megatron-LM", "megatron"],
    ["torchtitan", "torchtitan"],
  ])("%s", (title, engine) => {
    const section = sections.find((each) => each.startsWith(`${title}\n`)) ?? "";
    const rows = [...section.matchAll(/^\| (\d+) \| (\S+) \|$/gm)].map(([, update, rate]) => [update, rate]);
    expect(rows.length).toBeGreaterThan(5);
    const { rates } = loggedRun(engine);
    const logged = rows.map(([update]) => Number((rates[Number(update)] as number).toPrecision(6)));
    expect(rows.map(([, rate]) => Number(rate))).toEqual(logged);
  });
});
