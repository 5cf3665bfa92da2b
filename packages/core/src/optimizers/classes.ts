/** The optimizers by name, in TypeScript: the reference for the kernels, and the fallback. */
import { Optimizer } from "./optimizer.js";
import type { OptimizerOptions, ParameterSources } from "./options.js";
import type { ParameterDtype } from "./parameter-array.js";
import { adadelta } from "./rules/adadelta.js";
import { adafactor } from "./rules/adafactor.js";
import { adagrad } from "./rules/adagrad.js";
import { adam, adamw } from "./rules/adam.js";
import { adamax } from "./rules/adamax.js";
import { ademamix } from "./rules/ademamix.js";
import { adopt } from "./rules/adopt.js";
import { asgd } from "./rules/asgd.js";
import { lamb } from "./rules/lamb.js";
import { lion } from "./rules/lion.js";
import { muon } from "./rules/muon.js";
import { nadam } from "./rules/nadam.js";
import { prodigy } from "./rules/prodigy.js";
import { radam } from "./rules/radam.js";
import { rmsprop } from "./rules/rmsprop.js";
import { rprop } from "./rules/rprop.js";
import { adamwScheduleFree, sgdScheduleFree } from "./rules/schedule-free.js";
import { sgd } from "./rules/sgd.js";

/** The options of `Adam` and `AdamW`; for any rule use `OptimizerOptions<typeof rule>`. */
export type AdamOptions = OptimizerOptions<typeof adam>;
export type AdamWOptions = OptimizerOptions<typeof adamw>;

/** An optimizer with the rule `adadelta`, which has the formula. */
export class Adadelta<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof adadelta, Dtype> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof adadelta, Dtype>, options?: OptimizerOptions<typeof adadelta>) {
    super(adadelta, params, options);
  }
}

/** An optimizer with the rule `adafactor`, which has the formula. */
export class Adafactor<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof adafactor, Dtype> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(
    params: ParameterSources<typeof adafactor, Dtype>,
    options?: OptimizerOptions<typeof adafactor>,
  ) {
    super(adafactor, params, options);
  }
}

/** An optimizer with the rule `adagrad`, which has the formula. */
export class Adagrad<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof adagrad, Dtype> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof adagrad, Dtype>, options?: OptimizerOptions<typeof adagrad>) {
    super(adagrad, params, options);
  }
}

/** An optimizer with the rule `adam`, which has the formula. */
export class Adam<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof adam, Dtype> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof adam, Dtype>, options?: OptimizerOptions<typeof adam>) {
    super(adam, params, options);
  }
}

/** An optimizer with the rule `adamw`, which has the formula. */
export class AdamW<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof adamw, Dtype> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof adamw, Dtype>, options?: OptimizerOptions<typeof adamw>) {
    super(adamw, params, options);
  }
}

/** An optimizer with the rule `adamwScheduleFree`, which has the formula. */
export class AdamWScheduleFree<Dtype extends ParameterDtype = "float32"> extends Optimizer<
  typeof adamwScheduleFree,
  Dtype
> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(
    params: ParameterSources<typeof adamwScheduleFree, Dtype>,
    options?: OptimizerOptions<typeof adamwScheduleFree>,
  ) {
    super(adamwScheduleFree, params, options);
  }
}

/** An optimizer with the rule `adamax`, which has the formula. */
export class Adamax<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof adamax, Dtype> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof adamax, Dtype>, options?: OptimizerOptions<typeof adamax>) {
    super(adamax, params, options);
  }
}

/** An optimizer with the rule `ademamix`, which has the formula. */
export class AdEMAMix<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof ademamix, Dtype> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof ademamix, Dtype>, options?: OptimizerOptions<typeof ademamix>) {
    super(ademamix, params, options);
  }
}

/** An optimizer with the rule `adopt`, which has the formula. */
export class ADOPT<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof adopt, Dtype> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof adopt, Dtype>, options?: OptimizerOptions<typeof adopt>) {
    super(adopt, params, options);
  }
}

/** An optimizer with the rule `asgd`, which has the formula. */
export class ASGD<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof asgd, Dtype> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof asgd, Dtype>, options?: OptimizerOptions<typeof asgd>) {
    super(asgd, params, options);
  }
}

/** An optimizer with the rule `lamb`, which has the formula. */
export class LAMB<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof lamb, Dtype> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof lamb, Dtype>, options?: OptimizerOptions<typeof lamb>) {
    super(lamb, params, options);
  }
}

/** An optimizer with the rule `lion`, which has the formula. */
export class Lion<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof lion, Dtype> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof lion, Dtype>, options?: OptimizerOptions<typeof lion>) {
    super(lion, params, options);
  }
}

/** An optimizer with the rule `muon`, which has the formula. */
export class Muon<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof muon, Dtype> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof muon, Dtype>, options?: OptimizerOptions<typeof muon>) {
    super(muon, params, options);
  }
}

/** An optimizer with the rule `nadam`, which has the formula. */
export class NAdam<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof nadam, Dtype> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof nadam, Dtype>, options?: OptimizerOptions<typeof nadam>) {
    super(nadam, params, options);
  }
}

/** An optimizer with the rule `prodigy`, which has the formula. */
export class Prodigy<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof prodigy, Dtype> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof prodigy, Dtype>, options?: OptimizerOptions<typeof prodigy>) {
    super(prodigy, params, options);
  }
}

/** An optimizer with the rule `radam`, which has the formula. */
export class RAdam<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof radam, Dtype> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof radam, Dtype>, options?: OptimizerOptions<typeof radam>) {
    super(radam, params, options);
  }
}

/** An optimizer with the rule `rmsprop`, which has the formula. */
export class RMSprop<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof rmsprop, Dtype> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof rmsprop, Dtype>, options?: OptimizerOptions<typeof rmsprop>) {
    super(rmsprop, params, options);
  }
}

/** An optimizer with the rule `rprop`, which has the formula. */
export class Rprop<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof rprop, Dtype> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof rprop, Dtype>, options?: OptimizerOptions<typeof rprop>) {
    super(rprop, params, options);
  }
}

/** An optimizer with the rule `sgd`, which has the formula. */
export class SGD<Dtype extends ParameterDtype = "float32"> extends Optimizer<typeof sgd, Dtype> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof sgd, Dtype>, options?: OptimizerOptions<typeof sgd>) {
    super(sgd, params, options);
  }
}

/** An optimizer with the rule `sgdScheduleFree`, which has the formula. */
export class SGDScheduleFree<Dtype extends ParameterDtype = "float32"> extends Optimizer<
  typeof sgdScheduleFree,
  Dtype
> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(
    params: ParameterSources<typeof sgdScheduleFree, Dtype>,
    options?: OptimizerOptions<typeof sgdScheduleFree>,
  ) {
    super(sgdScheduleFree, params, options);
  }
}
