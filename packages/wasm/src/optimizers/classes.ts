/** The optimizers by name, on fused WebAssembly kernels. */
import {
  adadelta,
  adafactor,
  adagrad,
  adam,
  adamax,
  adamw,
  adamwScheduleFree,
  ademamix,
  adopt,
  asgd,
  lamb,
  lion,
  muon,
  nadam,
  type OptimizerOptions,
  type ParameterSources,
  prodigy,
  type Rule,
  radam,
  rmsprop,
  rprop,
  sgd,
  sgdScheduleFree,
} from "@anneal/core";
import { type EngineOption, Optimizer } from "./optimizer.js";

/** The options of an optimizer with a rule, and the engine. */
type Options<R extends Rule> = OptimizerOptions<R> & EngineOption;

/** `Adadelta` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class Adadelta extends Optimizer<typeof adadelta> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof adadelta>, options?: Options<typeof adadelta>) {
    super(adadelta, params, options);
  }
}

/** `Adafactor` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class Adafactor extends Optimizer<typeof adafactor> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof adafactor>, options?: Options<typeof adafactor>) {
    super(adafactor, params, options);
  }
}

/** `Adagrad` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class Adagrad extends Optimizer<typeof adagrad> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof adagrad>, options?: Options<typeof adagrad>) {
    super(adagrad, params, options);
  }
}

/** `Adam` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class Adam extends Optimizer<typeof adam> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof adam>, options?: Options<typeof adam>) {
    super(adam, params, options);
  }
}

/** `AdamW` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class AdamW extends Optimizer<typeof adamw> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof adamw>, options?: Options<typeof adamw>) {
    super(adamw, params, options);
  }
}

/** `AdamWScheduleFree` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class AdamWScheduleFree extends Optimizer<typeof adamwScheduleFree> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(
    params: ParameterSources<typeof adamwScheduleFree>,
    options?: Options<typeof adamwScheduleFree>,
  ) {
    super(adamwScheduleFree, params, options);
  }
}

/** `Adamax` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class Adamax extends Optimizer<typeof adamax> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof adamax>, options?: Options<typeof adamax>) {
    super(adamax, params, options);
  }
}

/** `AdEMAMix` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class AdEMAMix extends Optimizer<typeof ademamix> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof ademamix>, options?: Options<typeof ademamix>) {
    super(ademamix, params, options);
  }
}

/** `ADOPT` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class ADOPT extends Optimizer<typeof adopt> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof adopt>, options?: Options<typeof adopt>) {
    super(adopt, params, options);
  }
}

/** `ASGD` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class ASGD extends Optimizer<typeof asgd> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof asgd>, options?: Options<typeof asgd>) {
    super(asgd, params, options);
  }
}

/** `LAMB` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class LAMB extends Optimizer<typeof lamb> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof lamb>, options?: Options<typeof lamb>) {
    super(lamb, params, options);
  }
}

/** `Lion` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class Lion extends Optimizer<typeof lion> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof lion>, options?: Options<typeof lion>) {
    super(lion, params, options);
  }
}

/** `Muon` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class Muon extends Optimizer<typeof muon> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof muon>, options?: Options<typeof muon>) {
    super(muon, params, options);
  }
}

/** `NAdam` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class NAdam extends Optimizer<typeof nadam> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof nadam>, options?: Options<typeof nadam>) {
    super(nadam, params, options);
  }
}

/** `Prodigy` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class Prodigy extends Optimizer<typeof prodigy> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof prodigy>, options?: Options<typeof prodigy>) {
    super(prodigy, params, options);
  }
}

/** `RAdam` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class RAdam extends Optimizer<typeof radam> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof radam>, options?: Options<typeof radam>) {
    super(radam, params, options);
  }
}

/** `RMSprop` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class RMSprop extends Optimizer<typeof rmsprop> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof rmsprop>, options?: Options<typeof rmsprop>) {
    super(rmsprop, params, options);
  }
}

/** `Rprop` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class Rprop extends Optimizer<typeof rprop> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof rprop>, options?: Options<typeof rprop>) {
    super(rprop, params, options);
  }
}

/** `SGD` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class SGD extends Optimizer<typeof sgd> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof sgd>, options?: Options<typeof sgd>) {
    super(sgd, params, options);
  }
}

/** `SGDScheduleFree` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class SGDScheduleFree extends Optimizer<typeof sgdScheduleFree> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof sgdScheduleFree>, options?: Options<typeof sgdScheduleFree>) {
    super(sgdScheduleFree, params, options);
  }
}
