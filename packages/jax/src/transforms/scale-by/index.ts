/** What Optax's optimizers scale gradients by. */
export { type ScaleByAdaDeltaState, type ScaleByAdadeltaOptions, scaleByAdadelta } from "./adadelta.js";
export {
  type MomentOptions,
  type ScaleByAdamOptions,
  type ScaleByAdamState,
  type ScaleByAmsgradOptions,
  type ScaleByAmsgradState,
  scaleByAdam,
  scaleByAmsgrad,
} from "./adam.js";
export { type ScaleByAdamaxOptions, scaleByAdamax } from "./adamax.js";
export { type ScaleByAdanOptions, type ScaleByAdanState, scaleByAdan } from "./adan.js";
export { type ScaleByBeliefOptions, scaleByBelief } from "./belief.js";
export { type FactoredState, type ScaleByFactoredRmsOptions, scaleByFactoredRms } from "./factored-rms.js";
export {
  type ScaleByLionModes,
  type ScaleByLionOptions,
  type ScaleByLionState,
  scaleByLion,
} from "./lion.js";
export { type ScaleByNovogradOptions, scaleByNovograd } from "./novograd.js";
export {
  type ScaleByTrustRatioOptions,
  scaleByParamBlockNorm,
  scaleByParamBlockRms,
  scaleByTrustRatio,
} from "./param-size.js";
export { type ScaleByRadamOptions, scaleByRadam } from "./radam.js";
export {
  type ScaleByRmsOptions,
  type ScaleByRmsState,
  type ScaleByRStdDevState,
  type ScaleByRssOptions,
  type ScaleByRssState,
  scaleByRms,
  scaleByRss,
  scaleByStddev,
} from "./rms.js";
export { type ScaleByRpropOptions, type ScaleByRpropState, scaleByRprop } from "./rprop.js";
export { scaleBySign } from "./sign.js";
export { type ScaleByYogiOptions, scaleByYogi } from "./yogi.js";
