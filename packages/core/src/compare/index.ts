/** Where schedules differ, by how much, and why. */
export {
  type CompareOptions,
  type Comparison,
  compare,
  type ScheduleDifference,
  type StepDifference,
} from "./compare.js";
