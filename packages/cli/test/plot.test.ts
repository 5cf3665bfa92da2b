/** `anneal plot`: what reaches the terminal and the file. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cosine, linear } from "@anneal/core";
import { plotSvg, plotTerminal } from "@anneal/plot";
import { afterAll, describe, expect, it } from "vitest";
import { anneal } from "./support/anneal.js";

const folder = mkdtempSync(join(tmpdir(), "anneal-plot-"));
afterAll(() => rmSync(folder, { recursive: true }));

const words = ["cosine", "--peak", "0.1", "--total-steps", "100"];
const schedule = cosine({ peak: 0.1, totalSteps: 100 });
const ESCAPE = "\u001b";

async function plotted(
  args: readonly string[],
  circumstances: Parameters<typeof anneal>[1] = {},
): Promise<string> {
  const { code, text, error } = await anneal(["plot", ...args], circumstances);
  expect(error).toBe("");
  expect(code).toBe(0);
  return text;
}

describe("in the terminal", () => {
  it("draws what the plot package draws", async () => {
    const range = { from: 0, to: 100 };
    expect(await plotted(words)).toBe(`${plotTerminal([{ label: "cosine", schedule }], range)}\n`);
  });

  it("passes its options on", async () => {
    const args = ["--from", "5", "--to", "80", "--stride", "3", "--log", "--width", "60", "--height", "15"];
    const more = ["--title", "Rates", "--characters", "ascii", "--no-markers", "--label", "mine"];
    const options = {
      from: 5,
      to: 80,
      stride: 3,
      scale: "log",
      width: 60,
      height: 15,
      title: "Rates",
    } as const;
    const text = plotTerminal([{ label: "mine", schedule }], {
      ...options,
      characters: "ascii",
      markers: false,
    });
    expect(await plotted([...words, ...args, ...more])).toBe(`${text}\n`);
  });

  it.each([40, 120])("fits into %i columns, and uses them", async (columns) => {
    const rows = (await plotted(words, { columns, env: { NO_COLOR: "1" } })).trimEnd().split("\n");
    expect(Math.max(...rows.map((row) => row.length))).toBe(columns);
  });

  it.each([
    [0, 80],
    [10, 32],
    [5000, 1000],
  ])("takes a terminal of %i columns for one of %i", async (columns, width) => {
    const rows = (await plotted(words, { columns, env: { NO_COLOR: "1" } })).trimEnd().split("\n");
    expect(Math.max(...rows.map((row) => row.length))).toBe(width);
  });

  it("has colors on a terminal, unless NO_COLOR is set, and elsewhere with FORCE_COLOR", async () => {
    expect(await plotted(words, { columns: 80 })).toContain(ESCAPE);
    expect(await plotted(words, { columns: 80, env: { NO_COLOR: "1" } })).not.toContain(ESCAPE);
    expect(await plotted(words)).not.toContain(ESCAPE);
    expect(await plotted(words, { env: { FORCE_COLOR: "1" } })).toContain(ESCAPE);
  });

  it("ends where the last schedule becomes constant", async () => {
    const text = await plotted([
      ...words,
      "linear",
      "--start",
      "0",
      "--end",
      "0.1",
      "--total-steps",
      "250",
      "cyclic",
      "--low",
      "0",
      "--peak",
      "1",
      "--up-steps",
      "9",
    ]);
    expect(text).toContain("250");
  });
});

describe("the legend", () => {
  const legendOf = async (args: readonly string[], stdin = "") => {
    const [legend = ""] = (await plotted([...args, "--to", "9", "--width", "200"], { stdin })).split("\n");
    return legend
      .replace(/^learning rate +/, "")
      .split(/ {2,}/)
      .map((entry) => entry.slice(2));
  };

  it("has constructors, files, numbers and labels", async () => {
    const tree = JSON.stringify(linear({ start: 1, end: 0, totalSteps: 9 }).node);
    const path = join(folder, "from.a.file.json");
    writeFileSync(path, tree);
    expect(await legendOf([...words, tree, "-", path, "0.1", "0.2", "--label", "flat"], tree)).toEqual([
      "cosine",
      "JSON",
      "standard input",
      "from.a.file",
      "0.1",
      "flat",
    ]);
  });

  it("appends the options that differ if names are equal", async () => {
    const other = ["cosine", "--peak", "0.2", "--total-steps", "100", "--end", "0.01"];
    expect(await legendOf([...words, ...other])).toEqual([
      "cosine --peak 0.1",
      "cosine --peak 0.2 --end 0.01",
    ]);
    expect(await legendOf([...words, ...other, "--label", "other"])).toEqual(["cosine", "other"]);
  });
});

describe("as SVG", () => {
  const range = { from: 0, to: 100 };
  const svg = `${plotSvg([{ label: "cosine", schedule }], range)}\n`;

  it("goes to standard output", async () => {
    expect(await plotted([...words, "--svg"], { columns: 80 })).toBe(svg);
    expect(await plotted(["--svg", ...words])).toBe(svg);
  });

  it.each([
    ["after the option", (path: string) => [...words, "--svg", path]],
    ["before the schedule", (path: string) => ["--svg", path, ...words]],
    ["with an equals sign", (path: string) => [...words, `--svg=${path}`]],
  ])("goes to a file that is named %s", async (name, args) => {
    const path = join(folder, `${name}.svg`);
    expect(await plotted(args(path))).toBe("");
    expect(readFileSync(path, "utf8")).toBe(svg);
  });

  it("goes to the file of -o if its name says so, and text without colors to another one", async () => {
    const picture = join(folder, "output.svg");
    expect(await plotted([...words, "-o", picture], { columns: 80 })).toBe("");
    expect(readFileSync(picture, "utf8")).toBe(svg);
    const text = join(folder, "output.txt");
    await plotted([...words, "--output", text], { columns: 120, env: { FORCE_COLOR: "1" } });
    expect(readFileSync(text, "utf8")).toBe(`${plotTerminal([{ label: "cosine", schedule }], range)}\n`);
  });

  it("passes its options on", async () => {
    const text = plotSvg([{ label: "cosine", schedule }], {
      ...range,
      width: 300,
      height: 200,
      theme: "dark",
      scale: "log",
    });
    const args = ["--svg", "--width", "300", "--height", "200", "--theme", "dark", "--log"];
    expect(await plotted([...words, ...args])).toBe(`${text}\n`);
  });
});
