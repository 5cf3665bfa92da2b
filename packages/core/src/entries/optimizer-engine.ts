/**
 * The parts that run optimizers on other engines: update rules as programs, and the contract between an optimizer and
 * the engine that owns its arrays. docs/entries.md lists the exports.
 */

export { makeDisposable } from "../disposable.js";
export { BLOCK_LENGTH } from "../kernel-sizes.js";
export { BaseRate, GIVEN_RATE } from "../optimizers/base-rate.js";
export type { BlockCall, BlockNumber, Conversion, KernelCall, RunStart } from "../optimizers/block-calls.js";
export { CallGuard } from "../optimizers/call-guard.js";
export { type CreateOnDevice, type NodeGpu, readNodeGpu } from "../optimizers/device-module.js";
export {
  type Arena,
  BlockwiseKernel,
  type Engine,
  type Kernel,
  type Matrices,
  type Places,
  scratchFloats,
  sumOverBlocks,
} from "../optimizers/engine.js";
export { showGroup } from "../optimizers/group.js";
export { GroupHyper } from "../optimizers/group-hyper.js";
export { hostEngine, hostKernel } from "../optimizers/host/host-engine.js";
export { loadState, savedStep } from "../optimizers/load-state.js";
export { SCRATCH_STRIDE } from "../optimizers/memory-plan.js";
export { type HalfFormat, widen } from "../optimizers/numbers/half.js";
export { announceLoads, type LoadTarget, loadTargetOf } from "../optimizers/optimizer-events.js";
export { optionNames, readFlags, readHypers } from "../optimizers/options.js";
export { compile, slotsOf, WORK } from "../optimizers/rule/compile.js";
export { ScalarEvaluator } from "../optimizers/rule/evaluate.js";
export type { HyperDefinition, HyperValue } from "../optimizers/rule/hyper.js";
export { interpreted } from "../optimizers/rule/interpret.js";
export type {
  ElementInstruction,
  ElementProgram,
  PrintedRules,
  RuleProgram,
  ScalarInstruction,
  ScalarProgram,
  Stage,
} from "../optimizers/rule/program.js";
export { type FlagValues, isRule, refuseStridedSlots } from "../optimizers/rule/rule.js";
export { ema } from "../optimizers/rules/ema.js";
export { type OptimizerState, type StatefulGroup, saveState } from "../optimizers/state.js";
export { type ClippedStep, stepClipped } from "../optimizers/step-clipped.js";
export { WholePowers } from "../optimizers/whole-powers.js";
