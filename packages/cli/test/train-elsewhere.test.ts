/** The guide "train elsewhere": what its commands print, and the rates that the engines logged. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
  return words.map((word) => word.replace(/^(hf:)?([\w.]+\.(?:py|yaml|csv))$/, `$1${folder}/$2`));
}

const exports = blocks.flatMap(({ language, text }, i) =>
  language === "sh" && text.startsWith("anneal export") ? [{ line: text.trim(), next: blocks[i + 1] }] : [],
);

describe("the guide's commands", () => {
  it.each(exports)("$line", async ({ line, next }) => {
    const { code, text, error } = await anneal(wordsOf(line).slice(1));
    expect(code).toBe(0);
    const isFile = line.includes("--output");
    expect(isFile ? error.slice(0, next?.text.length) : text).toBe(next?.text);
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
    const path = new URL(`spec/engines/logs/exports/${engine}.json`, root);
    const { rates } = JSON.parse(readFileSync(path, "utf8")).runs.cosine;
    const logged = rows.map(([update]) => Number((rates[Number(update)] as number).toPrecision(6)));
    expect(rows.map(([, rate]) => Number(rate))).toEqual(logged);
  });
});
