/** The pictures of the guide to forecasts. */
import { type Schedule, warmupConstant, warmupCosine, warmupStableDecay } from "@anneal/core";
import { bestSchedule, publishedLaws } from "@anneal/forecast";
import { plotLossesSvg, plotSvg } from "@anneal/plot";
import { predictRuns } from "./language-model/evidence.js";

const law = publishedLaws["400M"];
const shared = { peak: 3e-4, warmupSteps: 2160 };
const totalSteps = 24_000;

const free = bestSchedule({ law, totalSteps, ...shared });
const schedules: readonly { readonly label: string; readonly schedule: Schedule }[] = [
  { label: "constant", schedule: warmupConstant(shared) },
  { label: "cosine", schedule: warmupCosine({ ...shared, totalSteps, end: 3e-5 }) },
  {
    label: "stable, then linear",
    schedule: warmupStableDecay({ ...shared, totalSteps, decaySteps: 4000, end: 3e-6 }),
  },
  { label: "best by the law", schedule: free.schedule },
];
const steps = Array.from({ length: 400 }, (_, i) => 3000 + Math.round((i * (totalSteps - 3001)) / 399));

const { predicted } = predictRuns();
const shown = ["cosine-1500", "linear-1500", "cosine-3000", "drop-3000", "stable-decay-3000"];

export const forecastPictures: Readonly<Record<string, string>> = {
  "forecast-rates.svg": plotSvg(schedules, {
    to: totalSteps,
    title: "Four schedules of 24,000 steps",
    markers: false,
    width: 860,
    height: 320,
  }),
  "forecast-losses.svg": plotLossesSvg(
    schedules.map(({ label, schedule }) => ({ label, steps, predicted: law.loss(schedule, steps) })),
    {
      title: "What the published law of 400M says about them",
      yLabel: "predicted loss",
      width: 860,
      height: 360,
    },
  ),
  "forecast-language-model.svg": plotLossesSvg(
    predicted
      .filter(({ name }) => shown.includes(name))
      .map(({ name, isFitted, steps, measured, predicted }) => ({
        label: isFitted ? `${name} (fitted)` : name,
        steps,
        measured,
        predicted,
      })),
    { title: "A small language model: predicted (thick) and measured (thin)", width: 860, height: 420 },
  ),
};
