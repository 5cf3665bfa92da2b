/** The guide to schedules: its wrong code is found by lint, its right code is not, and its numbers are the recipes'. */
import {
  type FindingCode,
  type LintRun,
  lint,
  type Recipe,
  type RecipeName,
  recipe,
  recipes,
  type Schedule,
} from "@anneal/core";
import { describe, expect, it } from "vitest";
import { lintRules } from "../packages/core/src/lint/finding.js";
import { listRows, listSections, unwrap } from "./support/guide.js";
import { readText } from "./support/repository.js";

const guide = readText("docs/choosing.md");
const chapters = new Map(listSections(guide, 2).map((section) => [section.title, section]));
const [introduction] = listSections(guide.slice(0, guide.indexOf("\n## ")), 1);
const codeOf = (title: string) => title.match(/: `([\w-]+)`$/)?.[1] as FindingCode | undefined;
const mistakes = listSections(guide, 3).flatMap((section) => {
  const code = codeOf(section.title);
  return code === undefined ? [] : [{ ...section, code }];
});

describe("the mistakes of the guide", () => {
  it("are all that lint finds, each once", () => {
    expect(mistakes.map(({ code }) => code).sort()).toEqual(Object.keys(lintRules).sort());
  });

  describe.each(mistakes)("$code", ({ code, text, values }) => {
    it("has wrong and right code that say what they are", () => {
      expect([...text.matchAll(/^```(.+)\n\/\/ (.+)$/gm)].map(([, ...words]) => words)).toEqual([
        ["ts", "wrong"],
        ["ts continues", "right"],
      ]);
    });

    it("is found in the wrong code and not in the right code, and nothing else is", async () => {
      const [, both] = await values(["wrong", "right", "run"]);
      const { wrong, right, run } = both as { wrong: Schedule; right: Schedule; run: LintRun };
      expect(lint(wrong, run).map((finding) => finding.code)).toEqual([code]);
      expect(lint(right, run)).toEqual([]);
    });

    it("is quoted as lint reports it", async () => {
      const [only] = await values(["wrong", "run"]);
      const { wrong, run } = only as { wrong: Schedule; run: LintRun };
      const [finding] = lint(wrong, run);
      const quote = `**${finding?.severity}** at step ${finding?.step}: ${finding?.message}. Cost: ${finding?.cost}.`;
      expect(unwrap(text)).toContain(quote);
    });
  });
});

it("the schedules that the guide proposes have no findings", async () => {
  const proposing = [introduction, chapters.get("Which schedule for what")];
  const proposed = await Promise.all(proposing.map((section) => section?.values(["schedule", "run"]) ?? []));
  const all = proposed.flat() as { schedule: Schedule; run: LintRun }[];
  expect(all.length).toBeGreaterThan(5);
  for (const { schedule, run } of all) expect(lint(schedule, run)).toEqual([]);
});

describe("the typical values", () => {
  const rows = listRows(chapters.get("Typical values, with sources")?.text ?? "").map((cells) => {
    const [name = "", size] = [...(cells[0] ?? "").matchAll(/`([^`]+)`/g)].map((match) => match[1]);
    return { name: name as RecipeName, size, cells };
  });

  it("have a row for every recipe", () => {
    expect([...new Set(rows.map(({ name }) => name))].sort()).toEqual(recipes.map(({ name }) => name).sort());
  });

  it.each(rows)("$name, $size: are those of the recipe", ({ name, size, cells }) => {
    const found = recipe(name, size === undefined ? {} : { size: size as never });
    const [, source = "", optimizer, decay, batch, peak, warmUp, , end, steps] = cells;
    const { weightDecay } = found.optimizer;
    expect(found.sources.map(({ url }) => url)).toContain(source.match(/\]\((.+)\)$/)?.[1]);
    expect({ optimizer, decay, batch, peak, warmUp, end, steps }).toEqual({
      optimizer: optimizerOf(found),
      decay: weightDecay === undefined ? "–" : rateOf(weightDecay),
      batch: batchOf(found),
      peak: rateOf(found.peak),
      warmUp: warmUpOf(found),
      end: endOf(found),
      steps: found.run.totalSteps === null ? "–" : countOf(found.run.totalSteps),
    });
  });
});

const countOf = (count: number) => count.toLocaleString("en-US");

/** A rate with three digits: 0.1, 3e-4. */
function rateOf(rate: number): string {
  const rounded = Number(rate.toPrecision(3));
  return rounded < 0.01 ? rounded.toExponential() : `${rounded}`;
}

function optimizerOf({ optimizer: { kind, betas, momentum } }: Recipe): string {
  const averages = betas ?? (momentum === undefined ? [] : [momentum]);
  return averages.length === 0 ? kind : `${kind} (${averages.join(", ")})`;
}

/** In tokens where they are known. */
function batchOf({ run: { globalBatchTokens: tokens, globalBatchSize } }: Recipe): string {
  if (tokens === null) return globalBatchSize === null ? "–" : countOf(globalBatchSize);
  const [unit, letter] = tokens < 1e6 ? [1e3, "k"] : [1e6, "M"];
  return `${Number((tokens / unit).toPrecision(3))}${letter} tokens`;
}

/** Where the part called warm-up ends, and its share of the run. Noam's, counted from 1, is called one step longer. */
function warmUpOf({ schedule, run, notStated, name }: Recipe): string {
  if (notStated.includes("warmupSteps")) return "–";
  const node = schedule.node.kind === "time" ? schedule.node.child : schedule.node;
  const hasOne = node.kind === "join" && node.labels?.[0] === "warm-up";
  const steps = (hasOne ? (node.boundaries[0] ?? 0) : 0) + (name === "transformer" ? 1 : 0);
  if (steps === 0) return "none";
  return `${countOf(steps)} (${Number(((100 * steps) / (run.totalSteps ?? 0)).toPrecision(2))} %)`;
}

function endOf({ schedule, run, peak }: Recipe): string {
  if (run.totalSteps === null) return "–";
  const percent = (100 * schedule(run.totalSteps - 1)) / peak;
  return percent < 0.01 ? "0" : `${Number(percent.toPrecision(2))} %`;
}
