/** Which libraries' schedules can be run: the one place where another one is added. */
import { chained, closed, interopLibrary, jax } from "./interop.js";
import type { ScheduleLibrary } from "./schedule-case.js";
import { type TextbookArguments, textbookConstructors } from "./textbook.js";

const libraries = new Map<string, ScheduleLibrary>([
  [
    "textbook",
    {
      names: new Set(Object.keys(textbookConstructors)),
      curves({ name, args, lr }) {
        const construct = textbookConstructors[name];
        if (construct === undefined) throw new Error(`no constructor call for ${name}`);
        const schedule = construct(args as TextbookArguments);
        const powersOfRoundedBase = name === "range_test";
        return [{ label: "lr", schedule, values: lr, arithmetic: "closed", powersOfRoundedBase }];
      },
    },
  ],
  ["torch", interopLibrary("torch", chained)],
  ["transformers", interopLibrary("transformers", closed)],
  ["optax", interopLibrary("optax", jax)],
  ["braintools", interopLibrary("braintools", jax)],
  ["keras", interopLibrary("keras", jax)],
  ["timm", interopLibrary("timm", closed)],
  ["deepspeed", interopLibrary("deepspeed", closed)],
  ["megatron", interopLibrary("megatron", closed)],
  ["fairseq", interopLibrary("fairseq", closed)],
  ["composer", interopLibrary("composer", closed)],
  ["torchtitan", interopLibrary("torchtitan", closed)],
  ["nanogpt", interopLibrary("nanogpt", closed)],
  ["tensor2tensor", interopLibrary("tensor2tensor", closed)],
]);

/** The adapter of a library; undefined: it is not supported. */
export function findLibrary(name: string): ScheduleLibrary | undefined {
  return libraries.get(name);
}
