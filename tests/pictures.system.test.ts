/** SVG pictures in Chromium: what its fonts make of the words, and which theme it shows. */

import { cosineRestarts, oneCycle, type Schedule, warmupCosine, warmupStableDecay } from "@anneal/core";
import { type PlotItem, plotSvg, type SvgOptions } from "@anneal/plot";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith } from "./support/requirements.js";

const cosine = warmupCosine({ peak: 3e-4, warmupSteps: 2000, totalSteps: 100_000, end: 3e-5 });
const stable = warmupStableDecay({ peak: 3e-4, warmupSteps: 4000, totalSteps: 100_000, decaySteps: 20_000 });
const restarts = cosineRestarts({ peak: 3e-4, firstCycleSteps: 10_000, cycleMultiplier: 2, cycles: 3 });
const cycle = oneCycle({ peak: 2.5e-4, totalSteps: 100_000 });

const named = (...schedules: readonly Schedule[]): PlotItem[] =>
  schedules.map((schedule, index) => ({ label: `a schedule, number ${index + 1}`, schedule }));

const wide = "MMMMWWWW mmmm @@@@ %%%% ".repeat(20);
const other = "学習率のスケジュール 👩‍👩‍👧‍👦 ".repeat(20);

const pictures: readonly (readonly [string, PlotItem | readonly PlotItem[], SvgOptions])[] = [
  ["one schedule", cosine, {}],
  ["several schedules", named(cosine, stable, restarts, cycle), { title: "Learning-rate schedules" }],
  ["a log scale", named(cosine, stable), { title: "On a log scale", scale: "log" }],
  ["the smallest size", restarts, { width: 240, height: 160 }],
  ["a large size", named(cosine, stable, restarts), { width: 1600, height: 900, title: "Large" }],
  ["long steps", cosine, { from: 2 ** 53 - 1e6, to: 2 ** 53 }],
  ["wide words", { label: wide, schedule: stable }, { title: wide, xLabel: wide, yLabel: wide }],
  [
    "words of other scripts",
    { label: other, schedule: stable },
    { title: other, xLabel: other, yLabel: other },
  ],
  [
    "crowded markers",
    cosine,
    { markers: [...Array(40).keys()].map((i) => ({ step: 2500 * i, label: `marker ${i}` })) },
  ],
  [
    "markers at both ends",
    cosine,
    {
      markers: [
        { step: 0, label: "the very beginning" },
        { step: 99_000, label: "nearly the end" },
        { step: 100_000, label: "the end" },
        { step: 98_000, label: wide },
      ],
    },
  ],
];

describeWith("chromium", "a picture in Chromium", (executablePath) => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    page = await browser.newPage({ viewport: { width: 1700, height: 1000 } });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
  });

  /** The boxes of all words, and the box of the curves. */
  async function layout(svg: string) {
    await page.setContent(`<body style="margin:0">${svg}`);
    return page.evaluate(() => {
      const box = (element: Element) => {
        const { left, right, top, bottom } = element.getBoundingClientRect();
        return { words: element.textContent ?? "", left, right, top, bottom };
      };
      const curve = document.querySelector("svg > .curve");
      if (curve === null) throw new Error("there is no curve");
      return { texts: Array.from(document.querySelectorAll("svg text"), box), curve: box(curve) };
    });
  }

  it.each(pictures)(
    "has all words in it and none on each other or on a curve: %s",
    async (_, items, options) => {
      const { texts, curve } = await layout(plotSvg(items, options));
      const { width = 720, height = 400 } = options;
      expect(texts.length).toBeGreaterThan(4);
      texts.forEach((text, index) => {
        expect(text.left, text.words).toBeGreaterThanOrEqual(0);
        expect(text.top, text.words).toBeGreaterThanOrEqual(0);
        expect(text.right, text.words).toBeLessThanOrEqual(width);
        expect(text.bottom, text.words).toBeLessThanOrEqual(height);
        for (const box of [...texts.slice(0, index), curve]) {
          const isApart =
            text.left >= box.right ||
            box.left >= text.right ||
            text.top >= box.bottom ||
            box.top >= text.bottom;
          expect(isApart, `${text.words} and ${box.words || "the curve"}`).toBe(true);
        }
      });
    },
  );

  it("is light or dark as the reader prefers, unless it was asked to be one of them", async () => {
    const paper = async (theme: "auto" | "light" | "dark", colorScheme: "light" | "dark") => {
      await page.emulateMedia({ colorScheme });
      await page.setContent(plotSvg(cosine, { theme }));
      return page.evaluate(() => getComputedStyle(document.querySelector("svg .paper") as Element).fill);
    };
    const [white, black] = ["rgb(255, 255, 255)", "rgb(13, 17, 23)"];
    expect([await paper("auto", "light"), await paper("auto", "dark")]).toEqual([white, black]);
    expect([await paper("light", "light"), await paper("light", "dark")]).toEqual([white, white]);
    expect([await paper("dark", "light"), await paper("dark", "dark")]).toEqual([black, black]);
  });

  it("is an image with a name and a description for those who don't see it", async () => {
    await page.setContent(plotSvg(cosine, { title: "A title", description: "In words." }));
    const image = page.getByRole("img", { name: "A title In words." });
    expect(await image.count()).toBe(1);
  });

  it("leaves the rest of the page as it was, and other plots too", async () => {
    const first = plotSvg(cosine, { theme: "light" });
    const second = plotSvg(stable, { theme: "dark" });
    await page.setContent(
      `<p class="title">words</p>${first}${second}<svg><text class="quiet">x</text></svg>`,
    );
    const found = await page.evaluate(() => ({
      papers: Array.from(document.querySelectorAll(".paper"), (paper) => getComputedStyle(paper).fill),
      weight: getComputedStyle(document.querySelector("p") as Element).fontWeight,
      fill: getComputedStyle(document.querySelector("svg:last-child text") as Element).fill,
    }));
    expect(found).toEqual({
      papers: ["rgb(255, 255, 255)", "rgb(13, 17, 23)"],
      weight: "400",
      fill: "rgb(0, 0, 0)",
    });
  });
});
