/** Composer's schedules by their class names and by llm-foundry's configuration names. */
import {
  ConstantScheduler,
  CosineAnnealingScheduler,
  CosineAnnealingWarmRestartsScheduler,
  ExponentialScheduler,
  LinearScheduler,
  MultiStepScheduler,
  PolynomialScheduler,
  StepScheduler,
} from "./decays.js";
import {
  ConstantWithWarmupScheduler,
  CosineAnnealingWithWarmupScheduler,
  InverseSquareRootWithWarmupScheduler,
  LinearWithWarmupScheduler,
  MultiStepWithWarmupScheduler,
  PolynomialWithWarmupScheduler,
} from "./warm-up.js";

export const composerDefinitions = {
  StepScheduler,
  MultiStepScheduler,
  ConstantScheduler,
  LinearScheduler,
  ExponentialScheduler,
  CosineAnnealingScheduler,
  CosineAnnealingWarmRestartsScheduler,
  PolynomialScheduler,
  MultiStepWithWarmupScheduler,
  ConstantWithWarmupScheduler,
  LinearWithWarmupScheduler,
  CosineAnnealingWithWarmupScheduler,
  PolynomialWithWarmupScheduler,
  InverseSquareRootWithWarmupScheduler,
  constant_with_warmup: ConstantWithWarmupScheduler,
  linear_decay_with_warmup: LinearWithWarmupScheduler,
  cosine_with_warmup: CosineAnnealingWithWarmupScheduler,
  inv_sqrt_with_warmup: InverseSquareRootWithWarmupScheduler,
};
