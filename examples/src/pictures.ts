/** The pictures of the documentation, drawn by the product: `npm run pictures` writes them, and a test holds them fresh. */
import { cosineRestarts, inverseSqrt, warmup, warmupCosine, warmupStableDecay } from "@anneal/core";
import { plotSvg } from "@anneal/plot";

const totalSteps = 100_000;
const warmupSteps = 5_000;
const peak = 3e-4;

/** The content of each file of `docs/pictures`. */
export const pictures: Readonly<Record<string, string>> = {
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
        label: "warm-up of restarts",
        schedule: warmup({
          schedule: cosineRestarts({
            peak: 2.4e-4,
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
