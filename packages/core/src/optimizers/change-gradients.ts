/** What changes gradients in place before a step: clipping, limiting and adding up. */
import { numberAtLeast } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import type { GroupPart } from "./create-groups.js";
import { assertUsable } from "./gradient-checks.js";
import { checkMaxNorm, clipFactor, TotalNorm } from "./gradient-norm.js";
import type { OptimizerCore } from "./optimizer-core.js";
import type { ClipOptions, GradientOptions, StepRequest } from "./step-options.js";

/** Scales gradients so that their joint norm is at most `maxNorm`. @returns The norm before. */
export function clipGradients(
  core: OptimizerCore,
  maxNorm: number,
  options: ClipOptions | undefined,
): number {
  let norm = 0;
  onGradients(
    core,
    options,
    () => checkMaxNorm(maxNorm),
    (parts, request) => {
      norm = clip(parts, maxNorm, request);
    },
  );
  return norm;
}

/** Limits every element of gradients to `-maxValue ... maxValue`. */
export function limitGradients(
  core: OptimizerCore,
  maxValue: number,
  options: ClipOptions | undefined,
): void {
  onGradients(
    core,
    options,
    () => numberAtLeast("maxValue", maxValue, 0),
    (parts, request) => limit(parts, Math.fround(maxValue), request),
  );
}

/** Adds gradients to the resident ones. @returns How many times since the last step. */
export function accumulateGradients(core: OptimizerCore, options: GradientOptions): number {
  const { grads } = core.use();
  refuseCaller(core, "accumulate");
  onGradients(
    core,
    options,
    () => {},
    (_parts, request) => {
      add(grads, request, core.accumulated === 0);
      core.accumulated++;
    },
  );
  return core.accumulated;
}

/** @throws InvalidArgumentError where the gradients are the caller's */
export function refuseCaller({ settings }: OptimizerCore, method: string): void {
  if (settings.memory === "resident") return;
  throw new InvalidArgumentError(
    "memory",
    "caller",
    `"resident" for ${method}: there are no other gradients`,
  );
}

/** Does something to the gradients that are meant, once everything is checked. */
function onGradients(
  core: OptimizerCore,
  options: ClipOptions | undefined,
  check: () => void,
  act: (parts: readonly GroupPart[], request: StepRequest) => void,
): void {
  const memory = core.begin();
  const request = core.requestFor(options);
  try {
    check();
    if (options !== undefined) request.readGradients(options);
    core.use();
    memory.assertAttached();
    request.assertAttached();
    assertUsable(memory, request, core.settings.memory === "caller");
    const { group } = request;
    if (group !== null && group >= memory.wholes.length)
      throw new InvalidArgumentError(
        "group",
        group,
        `the index of a group, 0 to ${memory.wholes.length - 1}`,
      );
    const parts =
      group === null ? memory.parts : memory.parts.filter(({ core }) => core.whole.index === group);
    try {
      act(parts, request);
    } catch (cause) {
      throw core.interrupt(cause);
    }
  } finally {
    if (request.grads !== null) request.release();
    core.end();
  }
}

function clip(parts: readonly GroupPart[], maxNorm: number, { absent, grads }: StepRequest): number {
  const total = new TotalNorm();
  for (const { core } of parts) {
    core.storage.take(grads);
    for (let i = core.start; i < core.end; i++)
      if (absent?.[i] !== 1) total.add(core.storage.sumOfSquares(i - core.start, grads));
  }
  const { norm } = total;
  const factor = clipFactor(norm, maxNorm);
  for (const { core } of parts) {
    for (let i = core.start; i < core.end; i++)
      if (absent?.[i] !== 1) core.storage.scale(i - core.start, factor, grads);
  }
  return norm;
}

/** @param most A float32. */
function limit(parts: readonly GroupPart[], most: number, { absent, grads }: StepRequest): void {
  for (const { core } of parts) {
    for (let i = core.start; i < core.end; i++) {
      if (absent?.[i] !== 1) core.storage.limit(i - core.start, most, grads);
    }
  }
}

/** @param isFirst Whether the sums begin anew. */
function add(sums: readonly Float32Array[], { absent, grads }: StepRequest, isFirst: boolean): void {
  for (let i = 0; i < sums.length; i++) {
    const [sum, gradient] = [sums[i] as Float32Array, grads?.[i]];
    if (isFirst && gradient !== sum) sum.fill(0);
    if (!gradient || gradient === sum || absent?.[i] === 1) continue;
    for (let k = 0; k < sum.length; k++) sum[k] = (sum[k] as number) + (gradient[k] as number);
  }
}
