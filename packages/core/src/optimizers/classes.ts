/** The optimizers by name, in TypeScript: the reference for the kernels, and the fallback. */
import { Optimizer } from "./optimizer.js";
import type { OptimizerOptions, ParameterSources } from "./options.js";
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
export class Adadelta extends Optimizer<typeof adadelta> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof adadelta>, options?: OptimizerOptions<typeof adadelta>) {
    super(adadelta, params, options);
  }
}

/** An optimizer with the rule `adafactor`, which has the formula. */
export class Adafactor extends Optimizer<typeof adafactor> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof adafactor>, options?: OptimizerOptions<typeof adafactor>) {
    super(adafactor, params, options);
  }
}

/** An optimizer with the rule `adagrad`, which has the formula. */
export class Adagrad extends Optimizer<typeof adagrad> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof adagrad>, options?: OptimizerOptions<typeof adagrad>) {
    super(adagrad, params, options);
  }
}

/** An optimizer with the rule `adam`, which has the formula. */
export class Adam extends Optimizer<typeof adam> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof adam>, options?: OptimizerOptions<typeof adam>) {
    super(adam, params, options);
  }
}

/** An optimizer with the rule `adamw`, which has the formula. */
export class AdamW extends Optimizer<typeof adamw> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof adamw>, options?: OptimizerOptions<typeof adamw>) {
    super(adamw, params, options);
  }
}

/** An optimizer with the rule `adamwScheduleFree`, which has the formula. */
export class AdamWScheduleFree extends Optimizer<typeof adamwScheduleFree> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(
    params: ParameterSources<typeof adamwScheduleFree>,
    options?: OptimizerOptions<typeof adamwScheduleFree>,
  ) {
    super(adamwScheduleFree, params, options);
  }
}

/** An optimizer with the rule `adamax`, which has the formula. */
export class Adamax extends Optimizer<typeof adamax> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof adamax>, options?: OptimizerOptions<typeof adamax>) {
    super(adamax, params, options);
  }
}

/** An optimizer with the rule `ademamix`, which has the formula. */
export class AdEMAMix extends Optimizer<typeof ademamix> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof ademamix>, options?: OptimizerOptions<typeof ademamix>) {
    super(ademamix, params, options);
  }
}

/** An optimizer with the rule `adopt`, which has the formula. */
export class ADOPT extends Optimizer<typeof adopt> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof adopt>, options?: OptimizerOptions<typeof adopt>) {
    super(adopt, params, options);
  }
}

/** An optimizer with the rule `asgd`, which has the formula. */
export class ASGD extends Optimizer<typeof asgd> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof asgd>, options?: OptimizerOptions<typeof asgd>) {
    super(asgd, params, options);
  }
}

/** An optimizer with the rule `lamb`, which has the formula. */
export class LAMB extends Optimizer<typeof lamb> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof lamb>, options?: OptimizerOptions<typeof lamb>) {
    super(lamb, params, options);
  }
}

/** An optimizer with the rule `lion`, which has the formula. */
export class Lion extends Optimizer<typeof lion> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof lion>, options?: OptimizerOptions<typeof lion>) {
    super(lion, params, options);
  }
}

/** An optimizer with the rule `muon`, which has the formula. */
export class Muon extends Optimizer<typeof muon> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof muon>, options?: OptimizerOptions<typeof muon>) {
    super(muon, params, options);
  }
}

/** An optimizer with the rule `nadam`, which has the formula. */
export class NAdam extends Optimizer<typeof nadam> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof nadam>, options?: OptimizerOptions<typeof nadam>) {
    super(nadam, params, options);
  }
}

/** An optimizer with the rule `prodigy`, which has the formula. */
export class Prodigy extends Optimizer<typeof prodigy> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof prodigy>, options?: OptimizerOptions<typeof prodigy>) {
    super(prodigy, params, options);
  }
}

/** An optimizer with the rule `radam`, which has the formula. */
export class RAdam extends Optimizer<typeof radam> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof radam>, options?: OptimizerOptions<typeof radam>) {
    super(radam, params, options);
  }
}

/** An optimizer with the rule `rmsprop`, which has the formula. */
export class RMSprop extends Optimizer<typeof rmsprop> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof rmsprop>, options?: OptimizerOptions<typeof rmsprop>) {
    super(rmsprop, params, options);
  }
}

/** An optimizer with the rule `rprop`, which has the formula. */
export class Rprop extends Optimizer<typeof rprop> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof rprop>, options?: OptimizerOptions<typeof rprop>) {
    super(rprop, params, options);
  }
}

/** An optimizer with the rule `sgd`, which has the formula. */
export class SGD extends Optimizer<typeof sgd> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources<typeof sgd>, options?: OptimizerOptions<typeof sgd>) {
    super(sgd, params, options);
  }
}

/** An optimizer with the rule `sgdScheduleFree`, which has the formula. */
export class SGDScheduleFree extends Optimizer<typeof sgdScheduleFree> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(
    params: ParameterSources<typeof sgdScheduleFree>,
    options?: OptimizerOptions<typeof sgdScheduleFree>,
  ) {
    super(sgdScheduleFree, params, options);
  }
}
