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
  type ParameterDtype,
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
export class Adadelta<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof adadelta, Dtype> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof adadelta, Dtype>, options?: Options<typeof adadelta>) {
    super(adadelta, params, options);
  }
}

/** `Adafactor` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class Adafactor<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof adafactor, Dtype> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof adafactor, Dtype>, options?: Options<typeof adafactor>) {
    super(adafactor, params, options);
  }
}

/** `Adagrad` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class Adagrad<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof adagrad, Dtype> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof adagrad, Dtype>, options?: Options<typeof adagrad>) {
    super(adagrad, params, options);
  }
}

/** `Adam` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class Adam<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof adam, Dtype> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof adam, Dtype>, options?: Options<typeof adam>) {
    super(adam, params, options);
  }
}

/** `AdamW` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class AdamW<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof adamw, Dtype> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof adamw, Dtype>, options?: Options<typeof adamw>) {
    super(adamw, params, options);
  }
}

/** `AdamWScheduleFree` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class AdamWScheduleFree<Dtype extends ParameterDtype = "float32"> extends Optimizer<
  typeof adamwScheduleFree,
  Dtype
> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(
    params: ParameterSources<typeof adamwScheduleFree, Dtype>,
    options?: Options<typeof adamwScheduleFree>,
  ) {
    super(adamwScheduleFree, params, options);
  }
}

/** `Adamax` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class Adamax<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof adamax, Dtype> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof adamax, Dtype>, options?: Options<typeof adamax>) {
    super(adamax, params, options);
  }
}

/** `AdEMAMix` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class AdEMAMix<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof ademamix, Dtype> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof ademamix, Dtype>, options?: Options<typeof ademamix>) {
    super(ademamix, params, options);
  }
}

/** `ADOPT` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class ADOPT<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof adopt, Dtype> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof adopt, Dtype>, options?: Options<typeof adopt>) {
    super(adopt, params, options);
  }
}

/** `ASGD` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class ASGD<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof asgd, Dtype> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof asgd, Dtype>, options?: Options<typeof asgd>) {
    super(asgd, params, options);
  }
}

/** `LAMB` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class LAMB<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof lamb, Dtype> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof lamb, Dtype>, options?: Options<typeof lamb>) {
    super(lamb, params, options);
  }
}

/** `Lion` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class Lion<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof lion, Dtype> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof lion, Dtype>, options?: Options<typeof lion>) {
    super(lion, params, options);
  }
}

/** `Muon` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class Muon<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof muon, Dtype> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof muon, Dtype>, options?: Options<typeof muon>) {
    super(muon, params, options);
  }
}

/** `NAdam` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class NAdam<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof nadam, Dtype> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof nadam, Dtype>, options?: Options<typeof nadam>) {
    super(nadam, params, options);
  }
}

/** `Prodigy` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class Prodigy<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof prodigy, Dtype> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof prodigy, Dtype>, options?: Options<typeof prodigy>) {
    super(prodigy, params, options);
  }
}

/** `RAdam` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class RAdam<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof radam, Dtype> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof radam, Dtype>, options?: Options<typeof radam>) {
    super(radam, params, options);
  }
}

/** `RMSprop` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class RMSprop<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof rmsprop, Dtype> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof rmsprop, Dtype>, options?: Options<typeof rmsprop>) {
    super(rmsprop, params, options);
  }
}

/** `Rprop` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class Rprop<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof rprop, Dtype> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof rprop, Dtype>, options?: Options<typeof rprop>) {
    super(rprop, params, options);
  }
}

/** `SGD` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class SGD<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof sgd, Dtype> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(params: ParameterSources<typeof sgd, Dtype>, options?: Options<typeof sgd>) {
    super(sgd, params, options);
  }
}

/** `SGDScheduleFree` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class SGDScheduleFree<Dtype extends ParameterDtype = "float32"> extends Optimizer<
  typeof sgdScheduleFree,
  Dtype
> {
  /** @throws InvalidArgumentError, OutOfMemoryError, or why there is no WebAssembly with `engine: "wasm"` */
  constructor(
    params: ParameterSources<typeof sgdScheduleFree, Dtype>,
    options?: Options<typeof sgdScheduleFree>,
  ) {
    super(sgdScheduleFree, params, options);
  }
}
