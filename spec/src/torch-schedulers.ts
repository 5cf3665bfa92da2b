/** Builds schedulers from the cases of the golden vectors, by PyTorch's own class names. */
import { type TorchScheduler, torch } from "@anneal/interop";
import { readFunctions } from "./interop.js";
import type { TorchCase } from "./state-dict-case.js";

type Options = Readonly<Record<string, unknown>>;
type Class = new (optimizer: object, options: Options, more?: object) => TorchScheduler;

const classes = torch as unknown as Readonly<Record<string, Class>>;

const camelCase = (name: string) =>
  name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

/** Groups such as the case had: SGD with momentum, Adam with betas, or an optimizer that has neither. */
export function optimizerOf({ base_lr, optimizer = "SGD" }: TorchCase) {
  const rates = typeof base_lr === "number" ? [base_lr] : base_lr;
  const more = optimizer.startsWith("Adagrad")
    ? () => ({})
    : optimizer.startsWith("Adam")
      ? () => ({ betas: [0.9, 0.999] })
      : () => ({ momentum: 0.9 });
  return {
    paramGroups: rates.map(
      (lr) => ({ lr, ...more() }) as { lr: number; momentum?: number; betas?: number[] },
    ),
  };
}

/** A new scheduler over the optimizer, with everything inside it. */
export function schedulerOf(
  optimizer: object,
  golden: Pick<TorchCase, "name" | "args">,
  more?: object,
): TorchScheduler {
  const Scheduler = classes[golden.name];
  if (Scheduler === undefined) throw new Error(`there is no class ${golden.name}`);
  return new Scheduler(optimizer, optionsOf(optimizer, golden.args), more);
}

function optionsOf(optimizer: object, args: Options): Options {
  return Object.fromEntries(
    Object.entries(args)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [
        camelCase(name),
        name === "schedulers"
          ? (value as TorchCase[]).map((child) => schedulerOf(optimizer, child))
          : readFunctions(value),
      ]),
  );
}
