/** How mutants are counted, that the committed results are above their thresholds, and that the judge can say no. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folders } from "../scripts/mutation/folders.mjs";
import { count, merge, mutantsOfCargo, mutantsOfStryker, problems } from "../scripts/mutation/mutants.mjs";
import pins from "../scripts/mutation/pins.json" with { type: "json" };
import { filesOfShard } from "../scripts/mutation/tools.mjs";
import equivalent from "../spec/mutation/equivalent.json" with { type: "json" };
import summary from "../spec/mutation/summary.json" with { type: "json" };
import { readText, repository } from "./support/repository.js";

type Named = { readonly file: string; readonly change: string; readonly reason: string };
type Result = Parameters<typeof problems>[0][number];

const named: readonly Named[] = equivalent;
const results: readonly Result[] = summary;

describe("the committed results", () => {
  it("are above their thresholds", () => expect(problems(results, folders)).toEqual([]));

  it("add up", () => {
    for (const { mutants, killed, survived, share } of results) {
      expect(killed + survived).toBe(mutants);
      expect(share).toBe(Math.floor((1000 * killed) / mutants) / 1000);
    }
  });

  it("name equivalent mutants with a reason, in files that are there", () => {
    for (const { file, reason } of named) {
      expect(existsSync(join(repository, file)), file).toBe(true);
      expect(reason).toMatch(/\w{3}/);
    }
  });
});

it("CI runs every folder", () => {
  const [, job = ""] = readText(".github/workflows/ci.yml").split("\n  mutation:\n");
  const listed = [...job.matchAll(/^ {10}- (\S+)$/gm)].map(([, folder]) => folder);
  expect(listed).toEqual(folders.map(({ path }) => path));
});

it("CONTRIBUTING installs the pinned cargo-mutants", () => {
  expect(readText("CONTRIBUTING.md")).toContain(
    `cargo install cargo-mutants --version ${pins["cargo-mutants"]} `,
  );
});

describe("Stryker's report", () => {
  const mutant = (status: string, line: number, from: number, to: number, replacement: string) => ({
    status,
    replacement,
    location: { start: { line, column: from }, end: { line, column: to } },
  });
  const source = "const a = 1;\nif (a < 2) go();\n";
  it("names each change, and says what was killed", () => {
    const mutants = [
      mutant("Killed", 2, 5, 10, "a <= 2"),
      mutant("Survived", 2, 12, 16, ""),
      mutant("NoCoverage", 1, 11, 12, "2"),
      mutant("Timeout", 2, 5, 10, "true"),
      mutant("Ignored", 1, 11, 12, "3"),
    ];
    expect(mutantsOfStryker({ files: { "a.ts": { source, mutants } } })).toEqual([
      { file: "a.ts", change: "a < 2 -> a <= 2", isKilled: true, isEndless: false },
      { file: "a.ts", change: "go() -> ", isKilled: false, isEndless: false },
      { file: "a.ts", change: "1 -> 2", isKilled: false, isEndless: false },
      { file: "a.ts", change: "a < 2 -> true", isKilled: true, isEndless: true },
    ]);
  });

  it("names changes over several lines", () => {
    const location = { start: { line: 1, column: 7 }, end: { line: 2, column: 11 } };
    const mutants = [{ status: "Survived", replacement: "{}", location }];
    const [only] = mutantsOfStryker({ files: { "a.ts": { source, mutants } } });
    expect(only?.change).toBe("a = 1; if (a < 2) -> {}");
  });
});

it("the report of cargo-mutants skips what does not compile", () => {
  const outcome = (summary: string) => ({
    summary,
    scenario: { Mutant: { file: "src/a.rs", name: "src/a.rs:3:7: replace + with - in f" } },
  });
  const outcomes = [
    { summary: "Success", scenario: "Baseline" },
    ...["CaughtMutant", "MissedMutant", "Timeout", "Unviable"].map(outcome),
  ];
  expect(mutantsOfCargo({ outcomes }).map(({ isKilled }) => isKilled)).toEqual([true, false, true]);
  expect(mutantsOfCargo({ outcomes })[0]).toMatchObject({
    file: "src/a.rs",
    change: "replace + with - in f",
  });
});

describe("the count", () => {
  const mutants = [
    { file: "a.ts", change: "1 -> 2", isKilled: true, isEndless: true },
    { file: "a.ts", change: "2 -> 3", isKilled: false, isEndless: false },
    { file: "a.ts", change: "3 -> 4", isKilled: false, isEndless: false },
  ];
  it("skips equivalent mutants, by name", () => {
    const known = [{ file: "a.ts", change: "2 -> 3", reason: "both are large" }];
    const { survivors, stale, ...counts } = count(mutants, known);
    expect(counts).toEqual({
      mutants: 2,
      killed: 1,
      timedOut: 1,
      survived: 1,
      share: 0.5,
      equivalent: known,
    });
    expect([survivors, stale]).toEqual([["a.ts: 3 -> 4"], []]);
  });

  it("finds names that are wrong", () => {
    const known = [
      { file: "a.ts", change: "1 -> 2", reason: "killed" },
      { file: "b.ts", change: "2 -> 3", reason: "in another file" },
    ];
    const { stale, killed, survived } = count(mutants, known);
    expect([stale, killed, survived]).toEqual([["a.ts: 1 -> 2", "b.ts: 2 -> 3"], 1, 2]);
  });

  it("of a part does not need the listed mutants of others", () => {
    const known = [
      { file: "a.ts", change: "1 -> 2", reason: "killed" },
      { file: "b.ts", change: "2 -> 3", reason: "in another part" },
    ];
    expect(count(mutants, known, { isPart: true }).stale).toEqual(["a.ts: 1 -> 2"]);
  });

  it("rounds down", () => {
    const many = Array.from({ length: 2000 }, (_, i) => ({
      file: "",
      change: "",
      isKilled: i > 0,
      isEndless: false,
    }));
    expect(count(many, []).share).toBe(0.999);
  });
});

it("the shards of a folder have all its files, each once", () => {
  const folder = folders.find(
    ({ path }) => path === "packages/core/src/optimizers",
  ) as (typeof folders)[number];
  const all = filesOfShard(folder, "0/1");
  expect(all).toContain("packages/core/src/optimizers/make-step.ts");
  expect(all).not.toContain("packages/core/src/optimizers/rule/compile.ts");
  const shards = ["0/3", "1/3", "2/3"].flatMap((shard) => filesOfShard(folder, shard));
  expect(shards.sort()).toEqual(all);
});

describe("the result after a run", () => {
  const shard = (name: string, killed: number): Result => ({
    folder: "a",
    shards: [name],
    mutants: 10,
    killed,
    timedOut: 1,
    survived: 10 - killed,
    share: killed / 10,
    equivalent: [{ file: "a.rs", change: name, reason: "equal" }],
    date: "",
    versions: {},
  });
  it("adds shards", () => {
    expect(merge(shard("0/12", 8), shard("5/12", 7))).toMatchObject({
      shards: ["0/12", "5/12"],
      mutants: 20,
      killed: 15,
      timedOut: 2,
      survived: 5,
      share: 0.75,
      equivalent: [{ change: "0/12" }, { change: "5/12" }],
    });
  });

  it.each<[string, Result | undefined, Result]>([
    ["nothing", undefined, shard("0/12", 8)],
    ["the same shard", shard("0/12", 7), shard("0/12", 8)],
    ["shards of another size", shard("0/6", 7), shard("0/12", 8)],
    ["the whole folder", { ...shard("", 7), shards: undefined } as never, shard("0/12", 8)],
  ])("replaces %s", (_, before, result) => expect(merge(before, result)).toBe(result));
});

describe("the judge", () => {
  const result = {
    folder: "a",
    mutants: 10,
    killed: 8,
    survived: 2,
    share: 0.8,
    equivalent: [],
    date: "",
    versions: {},
  };
  it.each<[number, readonly string[]]>([
    [0.8, []],
    [0.81, ["a: 0.8 killed, 0.81 required"]],
  ])("with a threshold of %d", (threshold, expected) => {
    expect(problems([result], [{ path: "a", threshold }])).toEqual(expected);
  });

  it("rejects unknown folders and missing reasons", () => {
    expect(problems([result], [])).toHaveLength(1);
    const unexplained = { ...result, equivalent: [{ file: "a/b.ts", change: "1 -> 2", reason: " " }] };
    expect(problems([unexplained], [{ path: "a", threshold: 0 }])).toHaveLength(1);
  });
});
