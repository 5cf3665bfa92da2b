/** The colors: visible on their paper, and apart from each other for every kind of color vision. */
import { describe, expect, test } from "vitest";
import { INKS } from "../src/figure/palette.js";
import { MOST_CURVES } from "../src/input/items.js";
import { DARK, LIGHT } from "../src/svg/style.js";

type Triple = readonly [number, number, number];

/** From linear RGB to what an eye without one kind of cone sees. Source: Machado et al., 2009, severity 1. */
const EYES: Readonly<Record<string, readonly Triple[]>> = {
  ordinary: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function linear(color: string): Triple {
  const part = (at: number) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

function luminance([r, g, b]: Triple): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast of WCAG 2. */
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(linear(a)), luminance(linear(b))].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** The CIE Lab coordinates of what an eye sees. */
function lab(color: string, eye: readonly Triple[]): Triple {
  const rgb = linear(color);
  const [r = 0, g = 0, b = 0] = eye.map((row) =>
    Math.min(1, Math.max(0, row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2])),
  );
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = f(luminance([r, g, b]));
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

test("there is a color for every curve", () => expect(INKS).toHaveLength(MOST_CURVES));

describe.each([
  ["light", LIGHT],
  ["dark", DARK],
] as const)("on %s paper", (_, colors) => {
  const inks = INKS.map((ink) => ink[colors.ink]);

  test("lines have a contrast of 3 to 1 and words one of 4.5 to 1", () => {
    for (const line of [...inks, colors.axis]) expect(contrast(line, colors.paper)).toBeGreaterThanOrEqual(3);
    for (const word of [colors.text, colors.quiet])
      expect(contrast(word, colors.paper)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(Object.entries(EYES))("all colors differ for %s eyes", (__, eye) => {
    inks.forEach((ink, i) => {
      for (const other of inks.slice(0, i))
        expect(Math.hypot(...lab(ink, eye).map((n, k) => n - (lab(other, eye)[k] ?? 0)))).toBeGreaterThan(12);
    });
  });
});
