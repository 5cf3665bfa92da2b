/** Measurements that run in a new process, so that earlier ones don't affect its compiled code and heap. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type CaseReport, measureCase } from "../measure/measure-case.js";
import type { Effort } from "../measure/rounds.js";
import { type CheckpointReport, measureCheckpoints } from "../suites/checkpoints.js";
import { allCases } from "../suites/index.js";
import {
  type LoadReport,
  loadModule,
  type MemorySubject,
  type Module,
  measureMemory,
  type Quantity,
} from "../suites/memory-and-load.js";
import { pausedQuantity } from "../suites/threads.js";

/** The kinds of requests, each with the types of its argument and its answer. */
export interface Requests {
  readonly case: { readonly argument: CaseRequest; readonly answer: CaseReport };
  readonly load: { readonly argument: Module; readonly answer: LoadReport };
  readonly memory: {
    readonly argument: { readonly subject: MemorySubject; readonly size: number };
    readonly answer: number;
  };
  readonly pausedSteps: { readonly argument: { readonly size: number }; readonly answer: Quantity };
  readonly checkpoints: { readonly argument: { readonly size: number }; readonly answer: CheckpointReport };
}

export interface CaseRequest {
  readonly suite: string;
  readonly name: string;
  readonly size: number;
  readonly effort: Effort;
}

type Answers = {
  readonly [Kind in keyof Requests]: (
    argument: Requests[Kind]["argument"],
  ) => Requests[Kind]["answer"] | Promise<Requests[Kind]["answer"]>;
};

const answers: Answers = {
  case: ({ suite, name, size, effort }) => {
    const found = allCases().find((each) => each.suite === suite && each.name === name && each.size === size);
    if (found === undefined) throw new Error(`unknown case: ${suite}, ${name}, ${size}`);
    return measureCase(found, effort);
  },
  load: (module) => loadModule(module),
  memory: ({ subject, size }) => measureMemory(subject, size),
  pausedSteps: ({ size }) => pausedQuantity(size),
  checkpoints: ({ size }) => measureCheckpoints(size),
};

/** Answers in this process. */
export async function answer<Kind extends keyof Requests>(
  kind: Kind,
  argument: Requests[Kind]["argument"],
): Promise<Requests[Kind]["answer"]> {
  return answers[kind](argument);
}

/**
 * Answers in a new process.
 * @throws Error with the process's standard error output if it fails.
 */
export function answerInChild<Kind extends keyof Requests>(
  kind: Kind,
  argument: Requests[Kind]["argument"],
): Requests[Kind]["answer"] {
  const program = fileURLToPath(new URL("./main.js", import.meta.url));
  const output = execFileSync(process.execPath, ["--expose-gc", program, kind, JSON.stringify(argument)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  return JSON.parse(output) as Requests[Kind]["answer"];
}
