/** ResNet-50 and SimCLR on ImageNet. */

import { piecewiseConstant } from "../constructors/piecewise.js";
import { stepDecay } from "../constructors/steps.js";
import { warmup } from "../constructors/warm-up.js";
import { warmupCosine } from "../constructors/warm-up-decay.js";
import { build } from "../schedule/schedule.js";
import { epochs, samples } from "../units/length.js";
import { describeRun } from "../units/run.js";
import { scaleRate } from "../units/scale-rate.js";
import { arxiv, defineRecipe } from "./definition.js";
import { IMAGENET_1K } from "./image-sets.js";

export const resNet50Goyal = defineRecipe({
  name: "resnet-50-goyal",
  title: "ResNet-50 with large batches (ImageNet in 1 hour)",
  sources: [
    arxiv(
      "1706.02677",
      "Goyal et al., Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour, 2017",
      "section 5.1",
    ),
  ],
  sizes: ["batch 8192", "batch 256"],
  setUp: (size) => {
    const globalBatchSize = size === "batch 256" ? 256 : 8192;
    const peak = scaleRate({ rate: 0.1, batchSize: globalBatchSize, referenceBatchSize: 256 });
    const warmupEpochs = size === "batch 256" ? 0 : 5;
    return {
      peak,
      run: describeRun({ globalBatchSize, datasetSize: IMAGENET_1K, total: epochs(90) }),
      optimizer: { kind: "SGD", momentum: 0.9, nesterov: true, weightDecay: 1e-4 },
      schedule: (run) => {
        const warmupSteps = run.steps(epochs(warmupEpochs));
        const boundaries = [30, 60, 80].map((epoch) => run.steps(epochs(epoch)) - warmupSteps);
        const values = [peak, peak * 0.1, peak * 0.01, peak * 0.001];
        return warmup({ schedule: piecewiseConstant({ boundaries, values }), warmupSteps, warmupFrom: 0.1 });
      },
      notes: [
        "0.1 for each 256 images of the batch, a tenth of it from epochs 30, 60 and 80 on.",
        ...(warmupEpochs === 0
          ? ["The paper's warm-up is for large batches; this size has none."]
          : [
              "The warm-up goes from 0.1 to the peak over 5 epochs; that length was checked in secondary sources only.",
            ]),
      ],
    };
  },
});

const TORCHVISION = {
  title: "torchvision, references/classification",
  url: "https://github.com/pytorch/vision/tree/main/references/classification",
  where: "train.py, README.md",
};

export const resNet50TorchvisionV1 = defineRecipe({
  name: "resnet-50-torchvision-v1",
  title: "ResNet-50, torchvision's first weights",
  sources: [TORCHVISION],
  sizes: ["50"],
  setUp: () => ({
    peak: 0.1,
    run: describeRun({ batchSize: 32, worldSize: 8, datasetSize: IMAGENET_1K, total: epochs(90) }),
    optimizer: { kind: "SGD", momentum: 0.9, weightDecay: 1e-4 },
    schedule: (run) => stepDecay({ peak: 0.1, gamma: 0.1, every: run.steps(epochs(30)) }),
  }),
});

export const resNet50TorchvisionV2 = defineRecipe({
  name: "resnet-50-torchvision-v2",
  title: "ResNet-50, torchvision's second weights",
  sources: [
    TORCHVISION,
    {
      title: "How to Train State-Of-The-Art Models Using TorchVision's Latest Primitives",
      url: "https://pytorch.org/blog/how-to-train-state-of-the-art-models-using-torchvision-latest-primitives/",
    },
  ],
  sizes: ["50"],
  setUp: () => ({
    peak: 0.5,
    run: describeRun({ batchSize: 128, worldSize: 8, datasetSize: IMAGENET_1K, total: epochs(600) }),
    optimizer: { kind: "SGD", momentum: 0.9, weightDecay: 2e-5 },
    schedule: (run) => {
      const curve = warmupCosine({
        peak: 0.5,
        warmupFromRatio: 0.01,
        warmupSteps: run.steps(epochs(5)),
        totalSteps: run.steps("100%"),
      });
      return build({ kind: "time", child: curve.node, quantum: run.steps(epochs(1)) });
    },
    notes: [
      "The scheduler steps once an epoch: every update of an epoch has the same rate, and the last one is not 0.",
      "No weight decay for the parameters of norms. Label smoothing 0.1, mixup 0.2, cutmix 1, and an average of weights.",
    ],
  }),
});

export const simClr = defineRecipe({
  name: "simclr",
  title: "SimCLR pre-training on ImageNet",
  sources: [
    arxiv("2002.05709", "Chen et al., A Simple Framework for Contrastive Learning, 2020", "section 2.2"),
    {
      title: "google-research/simclr",
      url: "https://github.com/google-research/simclr",
      where: "tf2/model.py",
    },
  ],
  sizes: ["linear", "square-root"],
  setUp: (rule) => {
    const peak = rule === "linear" ? (0.3 * 4096) / 256 : 0.075 * Math.sqrt(4096);
    return {
      peak,
      run: describeRun({
        globalBatchSize: 4096,
        datasetSize: IMAGENET_1K,
        total: samples(100 * IMAGENET_1K),
      }),
      optimizer: { kind: "LARS", weightDecay: 1e-6 },
      schedule: (run) =>
        warmupCosine({
          peak,
          warmupSteps: run.steps(samples(10 * IMAGENET_1K)),
          totalSteps: run.steps("100%"),
        }),
      knownFindings: ["first-update-at-zero"],
      notes: [
        "The sizes are the two rules for the peak: 0.3 * batch / 256, or 0.075 * sqrt(batch), both 4.8 at 4096.",
        "Epochs are counted in images, as the program does; it rounds the warm-up down, one step less than here.",
        "The program's README trains with the square root and a weight decay of 1e-4.",
      ],
    };
  },
});
