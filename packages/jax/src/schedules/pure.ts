/**
 * Optax's schedules without jax-js: pure functions from a count to a number. The functions with the same names that
 * also take jax-js arrays document them.
 */
import { optax } from "@anneal/interop";

export const constantSchedule: typeof optax.constantSchedule = optax.constantSchedule;
export const polynomialSchedule: typeof optax.polynomialSchedule = optax.polynomialSchedule;
export const linearSchedule: typeof optax.linearSchedule = optax.linearSchedule;
export const piecewiseConstantSchedule: typeof optax.piecewiseConstantSchedule =
  optax.piecewiseConstantSchedule;
export const piecewiseInterpolateSchedule: typeof optax.piecewiseInterpolateSchedule =
  optax.piecewiseInterpolateSchedule;
export const exponentialDecay: typeof optax.exponentialDecay = optax.exponentialDecay;
export const cosineDecaySchedule: typeof optax.cosineDecaySchedule = optax.cosineDecaySchedule;
export const linearOnecycleSchedule: typeof optax.linearOnecycleSchedule = optax.linearOnecycleSchedule;
export const cosineOnecycleSchedule: typeof optax.cosineOnecycleSchedule = optax.cosineOnecycleSchedule;
export const warmupConstantSchedule: typeof optax.warmupConstantSchedule = optax.warmupConstantSchedule;
export const warmupCosineDecaySchedule: typeof optax.warmupCosineDecaySchedule =
  optax.warmupCosineDecaySchedule;
export const warmupExponentialDecaySchedule: typeof optax.warmupExponentialDecaySchedule =
  optax.warmupExponentialDecaySchedule;
export const sgdrSchedule: typeof optax.sgdrSchedule = optax.sgdrSchedule;
export const joinSchedules: typeof optax.joinSchedules = optax.joinSchedules;
