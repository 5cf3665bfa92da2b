/** ViT and MAE. */
import { warmupCosine, warmupLinear } from "../constructors/warm-up-decay.js";
import { epochs, steps } from "../units/length.js";
import { describeRun } from "../units/run.js";
import { scaleRate } from "../units/scale-rate.js";
import { arxiv, defineRecipe, type RecipeOptimizer } from "./definition.js";
import { IMAGENET_1K, IMAGENET_21K, JFT } from "./image-sets.js";

const VIT = arxiv("2010.11929", "Dosovitskiy et al., An Image is Worth 16x16 Words, 2020", "Tables 3 and 4");
const WARMUP_STEPS = 10_000;
const IMAGES = "Data sets are counted as the paper rounds them: 303M images of JFT, 14M of ImageNet-21k.";

function vitOptimizer(weightDecay: number): RecipeOptimizer {
  return { kind: "Adam", betas: [0.9, 0.999], weightDecay };
}

/** Peak and epochs; Table 3 of the paper. */
const VIT_JFT = {
  "B/16": [8e-4, 7],
  "B/32": [8e-4, 7],
  "L/32": [6e-4, 7],
  "L/16": [4e-4, 14],
  "H/14": [3e-4, 14],
} as const;

export const vitJft = defineRecipe({
  name: "vit-jft",
  title: "ViT pre-training on JFT-300M",
  sources: [VIT],
  sizes: ["B/16", "B/32", "L/32", "L/16", "H/14"],
  setUp: (size) => {
    const [peak, passes] = VIT_JFT[size];
    return {
      peak,
      run: describeRun({ globalBatchSize: 4096, datasetSize: JFT, total: epochs(passes) }),
      optimizer: vitOptimizer(0.1),
      schedule: (run) => warmupLinear({ peak, warmupSteps: WARMUP_STEPS, totalSteps: run.steps("100%") }),
      notStated: ["eps"],
      knownFindings: ["first-update-at-zero"],
      notes: [IMAGES, ...(size === "L/16" ? ["Also trained for 7 epochs."] : [])],
    };
  },
});

export const vitImageNet21k = defineRecipe({
  name: "vit-imagenet-21k",
  title: "ViT pre-training on ImageNet-21k",
  sources: [VIT],
  sizes: ["B", "L/16"],
  setUp: (size) => ({
    peak: 1e-3,
    run: describeRun({ globalBatchSize: 4096, datasetSize: IMAGENET_21K, total: epochs(90) }),
    optimizer: vitOptimizer(0.03),
    schedule: (run) => warmupLinear({ peak: 1e-3, warmupSteps: WARMUP_STEPS, totalSteps: run.steps("100%") }),
    notStated: ["eps"],
    knownFindings: ["first-update-at-zero"],
    notes: [IMAGES, ...(size === "L/16" ? ["Also trained for 30 epochs."] : [])],
  }),
});

export const vitImageNet = defineRecipe({
  name: "vit-imagenet",
  title: "ViT on ImageNet from scratch",
  sources: [VIT],
  sizes: ["all"],
  setUp: () => ({
    peak: 3e-3,
    run: describeRun({ globalBatchSize: 4096, datasetSize: IMAGENET_1K, total: epochs(300) }),
    optimizer: { ...vitOptimizer(0.3), clipGradNorm: 1 },
    schedule: (run) => warmupCosine({ peak: 3e-3, warmupSteps: WARMUP_STEPS, totalSteps: run.steps("100%") }),
    notStated: ["eps"],
    knownFindings: ["first-update-at-zero", "warm-up-share"],
    notes: ["The warm-up is 10.6 % of the run, because the paper uses 10,000 steps for every data set."],
  }),
});

export const vitFineTuning = defineRecipe({
  name: "vit-fine-tuning",
  title: "ViT fine-tuning on ImageNet",
  sources: [
    VIT,
    {
      title: "google-research/vision_transformer",
      url: "https://github.com/google-research/vision_transformer",
    },
  ],
  sizes: ["0.03", "0.003", "0.01", "0.06"],
  setUp: (size) => {
    const peak = Number(size);
    return {
      peak,
      run: describeRun({ globalBatchSize: 512, total: steps(20_000) }),
      optimizer: { kind: "SGD", momentum: 0.9 },
      schedule: (run) => warmupCosine({ peak, warmupSteps: 500, totalSteps: run.steps("100%") }),
      knownFindings: ["first-update-at-zero"],
      notes: [
        "The sizes are the rates that the paper tries; 0.03 is the default of the program.",
        "The warm-up of 500 steps is that of the program.",
      ],
    };
  },
});

const MAE = [
  arxiv(
    "2111.06377",
    "He et al., Masked Autoencoders Are Scalable Vision Learners, 2021",
    "appendix A, Tables 8 and 9",
  ),
  { title: "facebookresearch/mae", url: "https://github.com/facebookresearch/mae" },
] as const;

export const mae = defineRecipe({
  name: "mae",
  title: "MAE pre-training on ImageNet",
  sources: MAE,
  sizes: ["all"],
  setUp: () => {
    const peak = scaleRate({ rate: 1.5e-4, batchSize: 4096, referenceBatchSize: 256 });
    return {
      peak,
      run: describeRun({
        globalBatchSize: 4096,
        datasetSize: IMAGENET_1K,
        dropLast: true,
        total: epochs(800),
      }),
      optimizer: { kind: "AdamW", betas: [0.9, 0.95], weightDecay: 0.05 },
      schedule: (run) =>
        warmupCosine({ peak, warmupSteps: run.steps(epochs(40)), totalSteps: run.steps("100%") }),
      knownFindings: ["first-update-at-zero"],
      notes: [
        "1.5e-4 for each 256 images of the batch. Each update has its own rate, by the fraction of the epoch.",
      ],
    };
  },
});

export const maeFineTuning = defineRecipe({
  name: "mae-fine-tuning",
  title: "MAE fine-tuning on ImageNet",
  sources: MAE,
  sizes: ["B", "L", "H"],
  setUp: (size) => {
    const base = size === "B" ? 5e-4 : 1e-3;
    const peak = scaleRate({ rate: base, batchSize: 1024, referenceBatchSize: 256 });
    return {
      peak,
      run: describeRun({
        globalBatchSize: 1024,
        datasetSize: IMAGENET_1K,
        dropLast: true,
        total: epochs(size === "B" ? 100 : 50),
      }),
      optimizer: {
        kind: "AdamW",
        betas: [0.9, 0.999],
        weightDecay: 0.05,
        layerDecay: size === "B" ? 0.65 : 0.75,
      },
      schedule: (run) =>
        warmupCosine({
          peak,
          end: 1e-6,
          warmupSteps: run.steps(epochs(5)),
          totalSteps: run.steps("100%"),
        }),
      knownFindings: ["first-update-at-zero"],
      notes: [
        "Rates, epochs and layer decay are those of the program's FINETUNE.md, warm-up and end its defaults.",
        "The program multiplies the whole schedule, its end too, by the factor of the layer; see layerwiseDecay.",
      ],
    };
  },
});
