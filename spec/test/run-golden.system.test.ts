/** The golden runner as people run it: its counts, its exit status, and whether it can fail. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isDue, sampled } from "../../packages/core/test/support/random-cases.js";
import { runGoldenFolder } from "../src/golden-folder.js";
import { makeReport } from "../src/report.js";

const spec = fileURLToPath(new URL("..", import.meta.url));
const golden = join(spec, "golden");
const compiler = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "anneal-golden-"));

interface Case {
  id: string;
  library: string;
  name: string;
  args: Record<string, unknown>;
  steps: number[];
  lr: unknown[];
  raises?: string;
}

interface Optimizers {
  cases: { id: string; name: string; final: string[]; grad_norms?: unknown[] }[];
  raises: { name: string; args: object }[];
}

const textbook: readonly Case[] = JSON.parse(readFileSync(join(golden, "textbook.json"), "utf8"));
const optimizers: Optimizers = JSON.parse(readFileSync(join(golden, "optimizers.json"), "utf8"));
const [first] = textbook as [Case];

/** The numbers of the last line. */
function countsOf(output: string): number[] | undefined {
  return output
    .match(/(?:^|\n)(\d+) passed, (\d+) failed, (\d+) skipped\n$/)
    ?.slice(1)
    .map(Number);
}

/** The program as people start it: what it prints, and how it ends. */
function start(folder: string | undefined) {
  const { GOLDEN_DIR: _, ...environment } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(spec, "dist/run-golden.js")], {
    cwd: work,
    encoding: "utf8",
    env: folder === undefined ? environment : { ...environment, GOLDEN_DIR: folder },
  });
  return { status, stdout, stderr, counts: countsOf(stdout) };
}

let folders = 0;

/** A folder with these files; what is not a string is written as JSON. */
function write(files: Readonly<Record<string, unknown>>): string {
  const folder = join(work, `set-${folders++}`);
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  }
  return folder;
}

/** What the program would print about a folder with these files, without starting it. */
function runFiles(files: Readonly<Record<string, unknown>>) {
  const { lines, failed } = makeReport(runGoldenFolder(write(files)));
  const stdout = `${lines.join("\n")}\n`;
  return { stdout, counts: countsOf(stdout), status: failed ? 1 : 0 };
}

/** The first case of the textbook with other fields. */
const altered = (fields: Partial<Case>): Case => ({ ...structuredClone(first), ...fields });

beforeAll(() => {
  // What runs is the compiled program: here that is never an old one.
  const { status, stdout } = spawnSync(process.execPath, [compiler, "-b", spec], { encoding: "utf8" });
  expect(status, stdout).toBe(0);
});
afterAll(() => rmSync(work, { recursive: true }));

describe("the vectors of the repository", () => {
  // An empty GOLDEN_DIR means the default, as a missing one does. The page of features has the counts of the same vectors.
  test.runIf(isDue(3)).each(sampled(["", undefined], 2))(
    "pass with GOLDEN_DIR %j, and the skipped ones are listed",
    (folder) => {
      const { status, stdout, stderr, counts } = start(folder);
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      const schedules: Case[] = JSON.parse(readFileSync(join(golden, "schedules.json"), "utf8"));
      expect(stdout).toContain("\n  state of transformers/greedy: 1\n");
      const listed = [...stdout.matchAll(/^ {2}\S.*: (\d+)$/gm)].map((match) => Number(match[1]));
      const [passed = 0, failed, skipped = 0] = counts ?? [];
      expect(listed.reduce((sum, count) => sum + count, 0)).toBe(skipped);
      // Every case and every refusal of the optimizers, and all schedules.
      expect(passed).toBeGreaterThanOrEqual(textbook.length + 254 + 48 + schedules.length);
      expect(stdout).not.toMatch(/optimizer \w+: \d+/);
      expect(failed).toBe(0);
    },
  );

  test("are replaced by those of GOLDEN_DIR, also relative to the current folder", () => {
    mkdirSync(join(work, "copy"));
    cpSync(join(golden, "textbook.json"), join(work, "copy", "textbook.json"));
    expect(start("copy")).toMatchObject({ status: 0, counts: [textbook.length, 0, 0] });
  });
});

describe("the program", () => {
  test("fails where a value was tampered with", () => {
    const tampered = textbook.map((golden) => ({ ...golden, lr: [...golden.lr.slice(0, -1), 5] }));
    const { status, stdout, stderr, counts } = start(write({ "textbook.json": tampered }));
    expect({ status, stderr, counts }).toEqual({ status: 1, stderr: "", counts: [0, textbook.length, 0] });
    for (const { id } of textbook) expect(stdout).toContain(`FAILED ${id}: lr at step `);
  });

  test("fails with an empty folder, if nothing is checked", () => {
    const { status, stdout, counts } = start(write({}));
    expect({ status, counts }).toEqual({ status: 1, counts: [0, 0, 0] });
    expect(stdout).toContain("nothing was checked");
  });

  test("skips what it does not know", () => {
    const files = { "schedules.json": [{ ...first, library: "other" }, first], "more.json": "not JSON" };
    expect(start(write(files))).toMatchObject({ status: 0, stderr: "", counts: [1, 0, 2] });
  });

  test("fails with corrupt JSON", () => {
    expect(start(write({ "textbook.json": "[" }))).toMatchObject({
      status: 1,
      stderr: "",
      counts: [0, 1, 0],
    });
  });
});

describe("a value that is wrong", () => {
  test("of a schedule fails with all that one needs to know", () => {
    const value = first.lr[10] as number;
    const wrong = value * (1 + 1e-12);
    const { status, stdout, counts } = runFiles({
      "textbook.json": [
        altered({ lr: first.lr.map((lr, k) => (k === 10 ? wrong : lr)) }),
        ...textbook.slice(1),
      ],
    });
    expect({ status, counts }).toEqual({ status: 1, counts: [textbook.length - 1, 1, 0] });
    const [line] = stdout.match(/^.*FAILED.*$/m) ?? [];
    expect(line).toContain(
      `${first.id}: lr at step ${first.steps[10]}: expected ${wrong}, got ${value}, error `,
    );
    expect(line).toMatch(/tolerance \d\.\d\de-\d+$/);
  });

  test("of any case fails, where it is largest", () => {
    const tampered = textbook.map((golden) => {
      const largest = Math.max(...(golden.lr as number[]));
      const at = golden.lr.indexOf(largest);
      // Beyond the tolerance of powers of a rounded base, which is the widest.
      return { ...golden, lr: golden.lr.map((value, k) => (k === at ? largest * (1 + 1e-13) : value)) };
    });
    const { stdout, counts } = runFiles({ "textbook.json": tampered });
    expect(counts).toEqual([0, textbook.length, 0]);
    for (const { id } of textbook) expect(stdout).toContain(`FAILED ${id}: lr at step `);
  });

  test("of a parameter fails", () => {
    const cases = optimizers.cases.filter(({ name }) => name === "AdamW").slice(0, 4);
    const [tampered, ...rest] = structuredClone(cases) as [Optimizers["cases"][0], ...Optimizers["cases"]];
    const bytes = Buffer.from(tampered.final[0] as string, "base64");
    bytes.writeFloatLE(bytes.readFloatLE(8) + 1e-4, 8);
    tampered.final[0] = bytes.toString("base64");
    const { status, stdout, counts } = runFiles({
      "optimizers.json": { cases: [tampered, ...rest], raises: [] },
    });
    expect({ status, counts }).toEqual({ status: 1, counts: [3, 1, 0] });
    expect(stdout).toMatch(
      /FAILED AdamW\/\d+: after step \d+, parameter 0, element 2: expected .*, got .*, error 1/,
    );
  });

  test("of a norm fails", () => {
    const [clipped] = structuredClone(optimizers.cases).filter(
      ({ name, grad_norms }) => name === "AdamW" && typeof grad_norms?.[0] === "number",
    ) as [Optimizers["cases"][0]];
    clipped.grad_norms = (clipped.grad_norms ?? []).map((norm) => (norm as number) * 1.0001);
    const { stdout, counts } = runFiles({ "optimizers.json": { cases: [clipped] } });
    expect(counts).toEqual([0, 1, 0]);
    expect(stdout).toContain("norm at step 0: expected");
  });

  test("is shown three times at most", () => {
    const { stdout } = runFiles({ "textbook.json": [altered({ lr: first.lr.map(() => 5) })] });
    expect(stdout.match(/FAILED .*: expected 5/g)).toHaveLength(3);
    expect(stdout).toContain(`and ${first.lr.length - 3} more like these`);
  });
});

describe("what a library rejects", () => {
  test("has to be rejected here", () => {
    const raises = "ValueError: no";
    const { counts, stdout, status } = runFiles({
      "textbook.json": [
        altered({ id: "refused", args: { warmup_steps: -1, base_lr: 1e-4 }, steps: [], lr: [], raises }),
        altered({ id: "accepted", steps: [], lr: [], raises }),
      ],
      "optimizers.json": {
        raises: [
          { name: "Adam", args: { lr: -1 }, raises },
          { name: "AdamW", args: { lr: 0.01 }, raises },
          { name: "Adam", args: { fused: true, foreach: true }, raises },
        ],
      },
    });
    expect({ status, counts }).toEqual({ status: 1, counts: [3, 2, 0] });
    expect(stdout).toMatch(/FAILED accepted: the arguments .* were accepted; textbook: ValueError: no/);
    expect(stdout).toMatch(/FAILED AdamW refuses {"lr":0\.01}: on the host: accepted; torch: ValueError: no/);
  });
});

describe("other folders", () => {
  test.each<[string, Record<string, unknown>, number[]]>([
    ["empty lists", { "schedules.json": [], "optimizers.json": { cases: [], raises: [] } }, [0, 0, 0]],
    ["one file", { "textbook.json": [first] }, [1, 0, 0]],
    ["cases of the textbook in the other file", { "schedules.json": [first] }, [1, 0, 0]],
    ["an unknown file", { "textbook.json": [first], "more.json": "not JSON" }, [1, 0, 1]],
    ["an unknown library", { "schedules.json": [altered({ library: "other" })] }, [0, 0, 1]],
    ["an unknown name", { "textbook.json": [first, altered({ name: "constructor" })] }, [1, 0, 1]],
    ["an unknown optimizer", { "optimizers.json": { cases: [{ id: "Other/1", name: "Other" }] } }, [0, 0, 1]],
    ["a case under another id", { "textbook.json": [altered({ id: "another set/7" })] }, [1, 0, 0]],
    ["no steps", { "textbook.json": [altered({ steps: [], lr: [] })] }, [1, 0, 0]],
    ["unsupported files", { "lr_finder.json": { curves: [], grids: [] }, "state_dict.json": {} }, [0, 0, 0]],
  ])("with %s are run", (_, files, counts) => {
    const result = runFiles(files);
    expect(result).toMatchObject({ counts, status: 0 });
  });

  test.each<[string, Record<string, unknown>]>([
    ["nothing", {}],
    ["no JSON", { "README.md": "# Values" }],
  ])("with %s are no success", (_, files) => {
    expect(runFiles(files)).toMatchObject({ counts: [0, 0, 0], status: 1 });
  });

  test("with unknown names list each of them once, with its count", () => {
    const { stdout } = runFiles({
      "schedules.json": [altered({ library: "x", name: "a" }), altered({ library: "x", name: "a" })],
      "textbook.json": [altered({ name: "b" })],
      "more.json": "",
    });
    expect(stdout).toMatch(
      /supported yet:\n {2}the file more\.json: 1\n {2}x\/a: 2\n {2}textbook\/b: 1\n0 passed/,
    );
  });
});

describe("what can't be run", () => {
  test.each([["missing"], [join(spec, "package.json")]])(
    "the folder %s is an error of one line",
    (folder) => {
      const { status, stdout, stderr } = start(folder);
      expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
      expect(stderr).toMatch(/^golden: GOLDEN_DIR can't be read: [^\n]+\n$/);
    },
  );

  test.each<[string, Record<string, unknown>, RegExp]>([
    [
      "corrupt JSON",
      { "textbook.json": '[{"id": 1,\n\n' },
      /FAILED textbook\.json: the file can't be used: .*JSON/,
    ],
    [
      "no list",
      { "textbook.json": { id: 1 } },
      /FAILED textbook\.json: the file can't be used: not a list of cases/,
    ],
    ["null", { "optimizers.json": null }, /FAILED optimizers\.json: .* not an object with cases and raises/],
    [
      "a list",
      { "optimizers.json": [first] },
      /FAILED optimizers\.json: .* not an object with cases and raises/,
    ],
    ["cases that are none", { "optimizers.json": { cases: {} } }, /cases and raises must be lists/],
    ["a case that is null", { "textbook.json": [null] }, /FAILED case 0: it names no library and schedule/],
    [
      "an optimizer that is null",
      { "optimizers.json": { cases: [null] } },
      /FAILED case 0: it names no optimizer/,
    ],
    ["a case without values", { "textbook.json": [altered({ lr: [] })] }, /lr has 0 values for \d+ steps/],
    [
      "a value that is no number",
      { "textbook.json": [altered({ lr: first.steps.map(() => "x") })] },
      /"x" is not a number/,
    ],
    [
      "a step that is no number",
      { "textbook.json": [altered({ steps: ["0" as never] })] },
      /steps must be a list/,
    ],
    ["a missing argument", { "textbook.json": [altered({ args: {} })] }, /the case has no argument base_lr/],
    [
      "a wrong argument",
      { "textbook.json": [altered({ args: { warmup_steps: 1.5, base_lr: 1 } })] },
      /warmupSteps must be/,
    ],
    [
      "an unknown argument",
      { "optimizers.json": { cases: [{ id: "Adam/1", name: "Adam", args: { rho: 1 }, groups: [] }] } },
      /unknown option "rho" of Adam; it takes/,
    ],
  ])("%s is a failure, said in one line", (_, files, message) => {
    const { status, stdout, counts } = runFiles(files);
    expect({ status, counts }).toEqual({ status: 1, counts: [0, 1, 0] });
    expect(stdout.match(/^ {2}FAILED.*$/gm)).toEqual([expect.stringMatching(message)]);
  });
});
