/** The pictures of the documentation, drawn by the product: `npm run pictures` writes them, and a test keeps them up to date. */
import {
  cosineRestarts,
  inverseSqrt,
  oneCycle,
  piecewiseInterpolated,
  warmup,
  warmupCosine,
  warmupStableDecay,
} from "@anneal/core";
import { plotFinderSvg, plotSvg } from "@anneal/plot";
import { choosingPictures } from "./choosing-pictures.js";
import { forecastPictures } from "./forecast-pictures.js";
import { LinearModel } from "./linear-model.js";

const totalSteps = 100_000;
const warmupSteps = 5_000;
const peak = 3e-4;

/** The content of each file of `docs/pictures`. */
export const pictures: Readonly<Record<string, string>> = {
  ...choosingPictures,
  ...forecastPictures,
  "finder.svg": plotFinderSvg(await new LinearModel().rangeTest(), {
    title: "A range test of AdamW on a small regression",
    width: 860,
  }),
  "momentum.svg": plotSvg(oneCycle({ peak, totalSteps }), {
    title: "One cycle of the rate, and of the momentum against it",
    width: 860,
    second: {
      yLabel: "momentum",
      items: piecewiseInterpolated({
        points: [
          [0, 0.95],
          [30_000, 0.85],
          [totalSteps, 0.95],
        ],
        interpolation: "cosine",
      }),
    },
  }),
  "schedules.svg": plotSvg(
    [
      {
        label: "warm-up + cosine",
        schedule: warmupCosine({ peak, end: 3e-5, warmupSteps, totalSteps }),
      },
      {
        label: "warm-up, stable, 1-sqrt decay",
        schedule: warmupStableDecay({ peak, warmupSteps, totalSteps, decaySteps: 20_000, decay: "1-sqrt" }),
      },
      {
        label: "warm-up + restarts at 80 %",
        schedule: warmup({
          schedule: cosineRestarts({
            peak,
            firstCycleSteps: 14_000,
            cycleMultiplier: 1.6,
            peakDecay: 0.8,
          }),
          warmupSteps,
        }),
      },
      { label: "inverse square root", schedule: inverseSqrt({ peak, warmupSteps }) },
    ],
    { to: totalSteps, title: "Four schedules of 100,000 steps", width: 860, height: 400 },
  ),
};
