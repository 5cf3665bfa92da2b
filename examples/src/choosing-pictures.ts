/** The pictures of the guide to choosing a schedule: four shapes, and two common mistakes. */
import {
  cosine,
  describeRun,
  epochs,
  inverseSqrt,
  recipe,
  warmupCosine,
  warmupLinear,
  warmupStableDecay,
} from "@anneal/core";
import { plotSvg } from "@anneal/plot";

const size = { width: 860, height: 400 };

const language = { peak: 3e-4, warmupSteps: 2_000, totalSteps: 100_000 };

/** 90 epochs of ImageNet, like the published ResNet-50. */
const images = describeRun({ batchSize: 256, datasetSize: 1_281_167, total: epochs(90) });
const convolutional = images.resolve({ peak: 0.1, warmupSteps: epochs(4), totalSteps: "100%" });
const stairs = recipe("resnet-50-torchvision-v1").schedule;

export const choosingPictures: Readonly<Record<string, string>> = {
  "choosing-language-model.svg": plotSvg(
    [
      { label: "cosine to 10 %", schedule: warmupCosine({ ...language, endRatio: 0.1 }) },
      { label: "linear to 0", schedule: warmupLinear(language) },
      {
        label: "stable, then 1-sqrt (WSD)",
        schedule: warmupStableDecay({ ...language, decaySteps: 20_000, decay: "1-sqrt" }),
      },
      { label: "inverse square root", schedule: inverseSqrt({ peak: 3e-4, warmupSteps: 2_000 }) },
    ],
    { ...size, to: language.totalSteps, title: "Four ways down after the same warm-up", markers: false },
  ),
  "choosing-convolutional.svg": plotSvg(
    [
      { label: "stairs: a tenth every 30 epochs", schedule: stairs },
      { label: "4 epochs of warm-up, then cosine", schedule: warmupCosine(convolutional) },
    ],
    {
      ...size,
      to: convolutional.totalSteps - 1,
      title: "90 epochs of ResNet-50 on ImageNet",
      markers: false,
    },
  ),
  "choosing-epochs.svg": plotSvg(
    [
      { label: "wrong: 90 steps", schedule: cosine({ peak: 0.1, totalSteps: 90 }) },
      { label: "right: 90 epochs of 20 steps", schedule: cosine({ peak: 0.1, totalSteps: 1_800 }) },
    ],
    { ...size, to: 1_800, title: "A total in epochs, stepped at every update", markers: false },
  ),
  "choosing-rebound.svg": plotSvg(
    [
      {
        label: "wrong: T_max is half the run",
        schedule: cosine({ peak: 0.1, totalSteps: 5_000, afterEnd: "continue" }),
      },
      {
        label: "right: it ends with the run",
        schedule: cosine({ peak: 0.1, totalSteps: 10_000 }),
      },
    ],
    { ...size, to: 10_000, title: "A cosine that rises again", markers: false },
  ),
};
