/** Pictures of losses: predictions, measurements in the same color, bands of intervals, and what is refused. */
import { InvalidArgumentError } from "@anneal/core";
import { plotLossesSvg, plotLossesTerminal, type RunLosses } from "@anneal/plot";
import { describe, expect, it } from "vitest";

const steps = [100, 200, 300, 400];
const run = (label: string, more: Partial<RunLosses> = {}): RunLosses => ({
  label,
  steps,
  predicted: [4, 3, 2.5, 2.4],
  ...more,
});
const measured = [4.1, 2.9, 2.6, 2.3];
const interval = { low: [3.8, 2.8, 2.4, 2.2], high: [4.2, 3.2, 2.6, 2.9] };
const paths = (svg: string) => [...svg.matchAll(/<path class="(curve|band)[^"]*"/g)].map(([whole]) => whole);

describe("the SVG", () => {
  it("has a line for each prediction, and a thin one of its color for what was measured", () => {
    const svg = plotLossesSvg([run("a"), run("b", { measured })]);
    expect(svg).toContain('class="curve curve-0"');
    expect(svg).toContain('class="curve curve-1"');
    expect(svg).toContain('class="curve curve-1 faint"');
    expect(svg).not.toContain("curve-2 faint");
    expect(svg).toContain("thin lines: as measured");
    expect(svg).toContain("b, measured: from");
  });

  it("has a band for each interval, behind the lines, inside the axis", () => {
    const svg = plotLossesSvg([run("a"), run("b", { measured, ...interval })]);
    expect(paths(svg).filter((path) => path.includes("band"))).toEqual(['<path class="band band-1"']);
    expect(svg.indexOf('class="band band-1"')).toBeLessThan(svg.indexOf('class="curve curve-1 faint"'));
    const data = svg.match(/class="band band-1" d="M([^"]+)Z"/)?.[1] ?? "";
    const places = data.split("L").map((place) => place.split(" ").map(Number));
    expect(places).toHaveLength(8);
    // There and back: the last place is over the first one.
    expect(places[0]?.[0]).toBe(places[7]?.[0]);
    expect(places[3]?.[0]).toBe(places[4]?.[0]);
    for (const [i, place] of places.slice(0, 4).entries()) {
      expect(place[1]).toBeLessThan(places[7 - i]?.[1] ?? 0);
    }
    expect(Math.max(...places.map(([, y]) => y ?? 0))).toBeLessThan(400);
  });

  it("draws what was measured as the line if nothing was predicted", () => {
    const svg = plotLossesSvg([{ label: "a", steps, measured }]);
    expect(svg).toContain('class="curve curve-0"');
    expect(svg).not.toContain('faint"');
  });

  it("leaves gaps for what can't be drawn, and says so", () => {
    const svg = plotLossesSvg([run("a", { predicted: [4, Number.POSITIVE_INFINITY, 2.5, 2.4] })]);
    expect(svg).toContain("1 value not shown");
  });
});

describe("the terminal", () => {
  it("has the names, the axis and the curves", () => {
    const text = plotLossesTerminal([run("first"), run("second", { measured, ...interval })], {
      width: 60,
      height: 12,
      title: "Losses",
    });
    expect(text.split("\n")).toHaveLength(12);
    expect(text).toMatch(/^Losses\nloss {2}● first {2}▲ second/);
    expect(text).not.toContain("?");
    expect(text).toContain("thin lines: as measured");
  });
});

describe("invalid input", () => {
  it.each<[string, unknown, RegExp]>([
    ["no list", run("a"), /runs must be an array of runs/],
    ["no runs", [], /runs.length must be between 1 and 8/],
    ["too many", Array.from({ length: 9 }, () => run("a")), /runs.length must be between 1 and 8/],
    ["no steps", [run("a", { steps: [], predicted: [] })], /runs\[0\].steps must be at least one step/],
    ["steps that go back", [run("a", { steps: [1, 3, 2, 4] })], /runs\[0\].steps\[2\] must be at least 3/],
    ["neither of the two", [{ label: "a", steps }], /runs\[0\].measured must be given, or predicted/],
    ["another number of losses", [run("a", { measured: [1] })], /runs\[0\].measured.length must be 4/],
    ["half an interval", [run("a", { low: measured })], /runs\[0\].high must be given with low/],
    ["the other half", [run("a", { high: measured })], /runs\[0\].low must be given with high/],
    [
      "an interval of nothing",
      [{ label: "a", steps, measured, ...interval }],
      /runs\[0\].predicted must be given with low and high/,
    ],
    ["text", [run("a", { predicted: ["x", 1, 1, 1] as never })], /runs\[0\].predicted\[0\] must be a number/],
    ["an unknown field", [{ ...run("a"), loss: 1 }], /unknown field "runs\[0\].loss"/],
  ])("%s", (_, runs, message) => {
    for (const plot of [plotLossesSvg, plotLossesTerminal]) {
      expect(() => plot(runs as never)).toThrow(message);
      expect(() => plot(runs as never)).toThrow(InvalidArgumentError);
    }
  });
});
