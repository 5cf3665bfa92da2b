/** What the command refuses: the exit code, and one line that says what to do. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { cases } from "../../core/test/support/random-cases.js";
import { constructors } from "../src/constructors/index.js";
import { anneal } from "./support/anneal.js";

const folder = mkdtempSync(join(tmpdir(), "anneal-refusals-"));
afterAll(() => rmSync(folder, { recursive: true }));
const inFolder = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const cosine = ["cosine", "--peak", "1", "--total-steps", "10"];
const empty = inFolder("empty.json", "");
const binary = inFolder("binary.json", Uint8Array.of(0, 255, 254, 200));
const broken = inFolder("broken.json", '{"kind":\n\u001b[31m');
const another = inFolder("another.json", '{"format":"anneal/schedule","version":2,"root":{}}');
const huge = inFolder("huge.json", " ".repeat(64 * 1024 * 1024 + 1));

const usage: [string[], string][] = [
  [[], "a command is missing (see anneal --help)"],
  [["smaple"], 'unknown command "smaple"; did you mean sample?'],
  [["toString"], 'unknown command "toString"'],
  [["--hlep"], "unknown option --hlep; did you mean --help?"],
  [["sample"], "sample needs a schedule"],
  [["plot"], "plot needs a schedule"],
  [["sample", "cosin"], 'no constructor or file is called "cosin"; did you mean cosine?'],
  [["sample", "cosin", "--peak", "1"], 'but "cosin" is not one; did you mean cosine?'],
  [["sample", "--peak", "1", "cosine"], "--peak must follow the constructor that it belongs to"],
  [["sample", "cosine", "--peek", "1"], "unknown option --peek of cosine; did you mean --peak?"],
  [["lint", "cosine", "--steps", "9"], "unknown option --steps of cosine; did you mean --total-steps?"],
  [["sample", "cosine", "--gamma", "1"], "unknown option --gamma of cosine"],
  [["sample", "cosine", "--__proto__", "1"], "unknown option --__proto__ of cosine"],
  [["sample", "cosine", "-x"], "unknown option -x of cosine"],
  [["sample", "cosine", "--peak"], "--peak needs a value"],
  [["sample", "cosine", "--peak", "--total-steps", "3"], "--peak needs a value; write --peak=--total-steps"],
  [["sample", "cosine", "--total-steps", "3"], "cosine: --peak is missing: it must be a finite rate"],
  [["sample", ...cosine, "--peak", "1"], "--peak is given twice"],
  [["sample", ...cosine, "--to", "1", "--to", "2"], "--to is given twice"],
  [["sample", "exponential", "--peak", "1"], "exponential: --gamma must be given"],
  [["sample", "exponential", "--staircase=yes"], '--staircase takes no value; remove "=yes"'],
  [["sample", ...cosine, "--format", "xml"], '--format must be csv, json, text, f32 or f64; got "xml"'],
  [["sample", ...cosine, "--engine", "gpu"], '--engine must be auto, wasm or host; got "gpu"'],
  [["sample", ...cosine, "--steps", "1", "--stride", "2"], "--stride can't be combined with --steps"],
  [["sample", ...cosine, ...cosine], 'sample takes one schedule; "cosine" is a second one'],
  [["sample", "0.1"], "--to is missing: nothing changes after step 0"],
  [["sample", ...cosine, "--from", "10"], "--to is missing: nothing changes after step 10"],
  [
    ["sample", "noam", "--model-size", "9", "--warmup-steps", "9"],
    "--to is missing: the schedule has no end",
  ],
  [["sample", "scale", "--factor", "1", "--schedule", "cosine 'x"], "has an unclosed quotation mark"],
  [
    ["sample", "scale", "--factor", "1", "--schedule", "cosine --peak 1 linear"],
    'contains a second schedule, "linear"',
  ],
  [["plot", "--label", "a", ...cosine], "--label must follow a schedule"],
  [["plot", ...cosine, "--theme", "dark"], "--theme applies to SVG; add --svg or -o <file>.svg"],
  [["plot", ...cosine, "--svg", "--characters", "ascii"], "--characters applies to the terminal"],
  [["sample", ...cosine, "-o", ""], '--output needs the name of a file; got ""'],
  [["plot", ...cosine, "--svg="], '--svg needs the name of a file; got ""'],
  [["info", "now"], 'unexpected argument "now"'],
  [["info", "--peak", "1"], "unknown option --peak"],
  [
    ["sample", "inverse-sqrt", "--peak", "1", "--warmup-steps", "3%"],
    "inverse-sqrt: --warmup-steps 3% needs --total-steps as a number, because it is a share of that",
  ],
  [["sample", "multi-step", "--peak", "10%"], "--peak 10% needs --peak as a number"],
  [["plot", ...cosine, "-o", "a.txt", "--svg", "b.svg"], "--output and --svg both name a file"],
  [["bench", "--jsn"], "unknown option --jsn; did you mean --json?"],
];

const badInput: [string[], string][] = [
  [["sample", "cosine", "--peak", "abc", "--total-steps", "9"], 'got "abc"'],
  [["sample", "cosine", "--peak", "", "--total-steps", "9"], 'got ""'],
  [["sample", "cosine", "--peak", "0x10", "--total-steps", "9"], 'got "0x10"'],
  [["sample", ...cosine, "--end-ratio", "x%"], 'got "x%"'],
  [["sample", ...cosine, "--tail-steps", "150%"], 'got "150%"'],
  [["sample", "cosine", "--peak", "NaN", "--total-steps", "9"], 'got "NaN"'],
  [["sample", "cosine", "--peak", "1e999", "--total-steps", "9"], "got Infinity"],
  [
    ["sample", "cosine", "--peak", "-1", "--total-steps", "9"],
    "cosine: --peak must be a finite rate of at least 0",
  ],
  [
    ["sample", "cosine", "--peak", "1", "--total-steps", "9.5"],
    "--total-steps must be a whole number of at least 1; got 9.5",
  ],
  [["sample", ...cosine, "--end", "1", "--end-ratio", "1"], "--end and --end-ratio can't be combined"],
  [["sample", ...cosine, "--after-end", "stop"], '--after-end must be "hold" or "continue"; got "stop"'],
  [
    ["sample", "warmup-cosine", "--peak", "1", "--warmup-steps", "20", "--total-steps", "10"],
    "--warmup-steps must be at most --total-steps, which is 10; got 20",
  ],
  [
    ["sample", "piecewise-constant", "--boundaries", "3,1", "--values", "1,2,3"],
    "--boundaries[1] must be at least 3",
  ],
  [
    ["sample", "piecewise-constant", "--boundaries", "1,x", "--values", "1,2,3"],
    '--boundaries[1] must be a whole number of at least 0; got "x"',
  ],
  [["sample", "piecewise-constant", "--boundaries", "1,3", "--values", "1,2"], "--values.length must be 3"],
  [
    ["sample", "piecewise-interpolated", "--points", "0:1,9"],
    '--points[1] must be a pair <step>:<rate>, as in 100:1e-3; got "9"',
  ],
  [
    ["sample", "scale", "--factor", "1", "--schedule", "cosine --peak -1 --total-steps 3"],
    "cosine: --peak must be",
  ],
  [["sample", "scale", "--factor", "1", "--schedule", "-0.5"], "scale: --schedule must be a finite rate"],
  [["sample", ...cosine, "--from", "5", "--to", "2"], "--to must be at least --from, which is 5; got 2"],
  [["sample", ...cosine, "--from", "x"], '--from must be a number between -2^53 and 2^53; got "x"'],
  [["sample", ...cosine, "--to", "NaN"], "--to must be a number between"],
  [["sample", ...cosine, "--to", "1e300"], "--to must be a number between"],
  [["sample", ...cosine, "--stride", "0"], "--stride must be a finite number above 0"],
  [["sample", ...cosine, "--stride", "-1"], "--stride must be a finite number above 0"],
  [["sample", ...cosine, "--stride", "1e-300"], "--stride must be at least"],
  [["sample", ...cosine, "--steps", "1,,2"], '--steps[1] must be a number between -2^53 and 2^53; got ""'],
  [["sample", ...cosine, "--steps", ""], "--steps must be at least one step"],
  [["sample", join(folder, "none.json")], "there is no such file"],
  [["sample", join(empty, "below.json")], "there is no such file"],
  [["sample", folder], "it is a folder"],
  [["sample", empty], "is empty; expected a schedule as JSON"],
  [["sample", binary], "is not text"],
  [["sample", broken], "is not JSON"],
  [["sample", huge], "is larger than 64 MiB"],
  [["sample", another], "another.json: version must be 1"],
  [["sample", "a\0b.json"], "can't read"],
  [["sample", '{"kind":"constant"}'], "the inline schedule: root.value must be a finite number"],
  [
    ["sample", '{"kind":"constant","value":1,"x":2}'],
    'unknown field "root.x" of a constant node; it takes kind and value',
  ],
  [["sample", '{"kind":'], "the inline schedule is not JSON"],
  [["sample", "[1,2]"], "document must be an object"],
  [["sample", "-"], "standard input is empty"],
  [["sample", ...cosine, "-o", folder], "can't write"],
  [["sample", ...cosine, "-o", join(folder, "none", "x.csv")], "there is no such file or folder"],
  [["plot", ...cosine, "--svg", join(folder, "none", "x.svg")], "there is no such file or folder"],
  [["plot", ...cosine, "--width", "5"], "--width must be a whole number from 32 to 1000; got 5"],
  [["plot", ...cosine, "--width", "5", "--svg"], "--width must be a whole number from 240 to 10000; got 5"],
  [["plot", ...cosine, "--height", "x"], '--height must be a whole number; got "x"'],
  [["plot", ...cosine, "--from", "4", "--to", "4"], "--to must be above 4"],
  [["plot", ...cosine, "--to", "1e12"], "1000000000001 steps would take about"],
  [["plot", ...cosine, "--label", " "], "the label of schedule 1 must be a string with visible characters"],
  [
    ["plot", "0", "--to", "9", "--log"],
    "the values of schedule 1 must be at least one value that is finite and above 0",
  ],
  [["plot", ..."123456789", "--to", "9"], "the number of schedules must be between 1 and 8"],
];

async function refused(
  args: readonly string[],
  stdin: string | Uint8Array = "",
): Promise<{ code: number | null; line: string }> {
  const { code, bytes, error } = await anneal(args, { stdin });
  expect(bytes.toString()).toBe("");
  expect(error).toMatch(/^anneal: \P{Cc}+\n$/u);
  return { code, line: error };
}

describe("usage errors", () => {
  it.each(usage)("%j", async (args, message) => {
    const { code, line } = await refused(args);
    expect(line).toContain(message);
    expect(line).toMatch(/ \(see anneal( \w+)? --help\)\n$/);
    expect(code).toBe(2);
  });
});

describe("a message", () => {
  const long = "x".repeat(5000);

  it.each([
    [[long]],
    [["sample", long]],
    [["sample", `./${long}`]],
    [["sample", ...cosine, `--${long}`, "1"]],
    [["sample", ...cosine, "--stride", long]],
    [["sample", ...cosine, "--format", long]],
    [["sample", "cosine", "--peak", long, "--total-steps", "9"]],
    [["sample", `{"kind":"constant","value":1,"${long}":2}`]],
  ])("shows at most 100 characters of a value, case %#", async (args) => {
    const { line } = await refused(args);
    expect(line).not.toMatch(/x{101}/);
    expect(line.length).toBeLessThan(500);
  });

  it("recommends a stride that is accepted", async () => {
    const args = ["sample", ...cosine, "--to", "1000"];
    const { line } = await refused([...args, "--stride", "1e-300"]);
    const stride = /at least ([\d.e-]+),/.exec(line)?.[1] as string;
    const count = Math.floor(1000 / Number(stride)) + 1;
    expect(Number.isSafeInteger(count)).toBe(true);
  });
});

describe("standard input", () => {
  it("can't be two schedules", async () => {
    const { code, line } = await refused(["plot", "-", "-", "--to", "3"], '{"kind":"constant","value":1}');
    expect(line).toContain("- is given twice, but standard input has only one schedule");
    expect(code).toBe(2);
  });
});

describe("bad input", () => {
  it.each(badInput)("%j", async (args, message) => {
    const { code, line } = await refused(args);
    expect(line).toContain(message);
    expect(code).toBe(1);
  });

  it.each([
    ["blanks", " \n"],
    ["bytes", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0xff)],
    ["words", "hello\r\nworld"],
    ["a number", "3"],
    ["null", "null"],
    ["nesting without end", `${'{"kind":"scale","child":'.repeat(100_000)}1`],
    [
      "a tree that is too deep",
      `${'{"kind":"clamp","child":'.repeat(100)}{"kind":"constant","value":1}${"}".repeat(100)}`,
    ],
    ["more than there may be", new Uint8Array(64 * 1024 * 1024 + 1).fill(0x20)],
  ])("%s in standard input", async (_, stdin) => {
    expect((await refused(["sample", "-"], stdin)).code).toBe(1);
    expect((await refused(["plot", "-"], stdin)).code).toBe(1);
  });

  it("never reaches the terminal unescaped", async () => {
    const { line } = await refused(["sample", "\u001b[2Jx\u202e\n\u2028.json"]);
    expect(line).not.toMatch(/[\p{Cf}\p{Zl}]/u);
  });
});

describe("any words at all", () => {
  const names = [...constructors].flatMap(([name, { options }]) => [
    name,
    ...Object.keys(options).map((option) => `--${option}`),
  ]);
  const known = [
    "sample",
    "plot",
    "info",
    "--from",
    "--to",
    "--stride",
    "--steps",
    "--svg",
    "--label",
    "-",
    "--",
    "-h",
    "-1",
    "0",
    "1e3",
    "NaN",
    "cosine --peak 1",
    "{}",
    "[",
    "'",
    "a,b:c",
  ];
  const word = fc.oneof(fc.constantFrom(...names, ...known), fc.string({ unit: "binary", maxLength: 8 }));

  it("end with an exit code and at most one line on stderr", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("sample", "plot"),
        fc.array(word, { maxLength: 8 }),
        async (command, words) => {
          // Files are not to be written, and a million lines not to be waited for.
          const args = words.filter((each) => !/^-+o|\.svg$/.test(each) && !/^--to$/.test(each));
          const { code, error } = await anneal([command, "--stride", "100", ...args], { stdin: "{}" });
          expect([0, 1, 2]).toContain(code);
          if (code === 0) expect(error).toBe("");
          else expect(error).toMatch(/^anneal: \P{Cc}+\n$/u);
        },
      ),
      { numRuns: cases(500) },
    );
  });
});
