/** Optax's `contrib`. */
export {
  ademamix,
  type ScaleByAdemamixOptions,
  type ScaleByAdemamixState,
  scaleByAdemamix,
} from "./ademamix.js";
export { type AdoptOptions, adopt, scaleByAdopt } from "./adopt.js";
export {
  type MuonOptions,
  type MuonState,
  muon,
  type ScaleByMuonOptions,
  scaleByMuon,
} from "./muon.js";
export { type ProdigyOptions, type ProdigyState, prodigy } from "./prodigy.js";
export { type ReduceOnPlateauOptions, reduceOnPlateau } from "./reduce-on-plateau.js";
export { normalize, type SamOptions, type SamState, sam } from "./sam.js";
export {
  type ScheduleFreeAdamwOptions,
  type ScheduleFreeOptions,
  type ScheduleFreeSgdOptions,
  type ScheduleFreeState,
  scheduleFree,
  scheduleFreeAdamw,
  scheduleFreeEvalParams,
  scheduleFreeSgd,
} from "./schedule-free.js";
