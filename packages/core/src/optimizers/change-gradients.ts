/** Changes gradients in place before a step: clipping by norm, clipping by value, and accumulation. */
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
  const request = core.requestFor(options);
  const read = () => {
    checkMaxNorm(maxNorm);
    if (options !== undefined) request.readClip(options);
  };
  onGradients(core, request, read, (parts) => {
    norm = clip(parts, maxNorm, request);
  });
  return norm;
}

/** Clips every element of gradients to `-maxValue ... maxValue`. */
export function limitGradients(
  core: OptimizerCore,
  maxValue: number,
  options: ClipOptions | undefined,
): void {
  const request = core.requestFor(options);
  const read = () => {
    numberAtLeast("maxValue", maxValue, 0);
    if (options !== undefined) request.readClip(options);
  };
  onGradients(core, request, read, (parts) => limit(parts, Math.fround(maxValue), request));
}

/** Adds gradients to the resident ones. @returns The number of additions since the last step. */
export function accumulateGradients(core: OptimizerCore, options: GradientOptions): number {
  const { grads } = core.use();
  refuseCaller(core, "accumulate");
  // A call without options has no gradients to add, and is rejected like options without gradients.
  const request = core.requestFor({});
  const read = () => {
    request.readGiven(options);
    const own = request.grads?.findIndex((gradient, i) => gradient !== null && gradient === grads[i]) ?? -1;
    if (own >= 0) {
      const expected = "another array than the resident gradient, which holds the sum";
      throw new InvalidArgumentError(`grads[${own}]`, grads[own], expected);
    }
  };
  onGradients(core, request, read, (parts) => {
    add(parts, request, core.accumulated === 0);
    core.accumulated++;
  });
  return core.accumulated;
}

/** @throws InvalidArgumentError if the gradients are the caller's */
export function refuseCaller({ settings }: OptimizerCore, method: string): void {
  if (settings.memory === "resident") return;
  throw new InvalidArgumentError(
    "memory",
    "caller",
    `"resident" for ${method}: there are no other gradients`,
  );
}

/** Changes the gradients that `read` reads into the request, after all checks. */
function onGradients(
  core: OptimizerCore,
  request: StepRequest,
  read: () => void,
  act: (parts: readonly GroupPart[]) => void,
): void {
  const memory = core.begin();
  try {
    read();
    core.use();
    memory.assertAttached();
    if (request.grads !== null) request.assertAttached();
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
      act(parts);
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

/** @param isFirst Whether the sums start from zero. */
function add(parts: readonly GroupPart[], { absent, grads }: StepRequest, isFirst: boolean): void {
  for (const { core } of parts) {
    for (const [i, sum] of core.storage.grads.entries()) {
      const gradient = grads?.[core.start + i];
      if (isFirst) sum.fill(0);
      if (!gradient || absent?.[core.start + i] === 1) continue;
      core.storage.add(i, sum, gradient);
    }
  }
}
