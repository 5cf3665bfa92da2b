/** The optimizers by name, for TensorFlow.js. */
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
  prodigy,
  radam,
  rmsprop,
  rprop,
  sgd,
  sgdScheduleFree,
} from "@anneal/core";
import { RuleBasedOptimizer } from "./optimizer.js";
import type { TfjsOptions } from "./options.js";

/** `Adadelta` of @anneal/core as an optimizer of TensorFlow.js. */
export class Adadelta extends RuleBasedOptimizer<typeof adadelta> {
  /** The name in the saved configuration of a model: TensorFlow.js has optimizers of some of these names. */
  static readonly className = "AnnealAdadelta";

  /** @throws InvalidArgumentError */
  constructor(options?: TfjsOptions<typeof adadelta>) {
    super(adadelta, options);
  }
}

/** `Adafactor` of @anneal/core as an optimizer of TensorFlow.js. */
export class Adafactor extends RuleBasedOptimizer<typeof adafactor> {
  /** The name in the saved configuration of a model: TensorFlow.js has optimizers of some of these names. */
  static readonly className = "AnnealAdafactor";

  /** @throws InvalidArgumentError */
  constructor(options?: TfjsOptions<typeof adafactor>) {
    super(adafactor, options);
  }
}

/** `Adagrad` of @anneal/core as an optimizer of TensorFlow.js. */
export class Adagrad extends RuleBasedOptimizer<typeof adagrad> {
  /** The name in the saved configuration of a model: TensorFlow.js has optimizers of some of these names. */
  static readonly className = "AnnealAdagrad";

  /** @throws InvalidArgumentError */
  constructor(options?: TfjsOptions<typeof adagrad>) {
    super(adagrad, options);
  }
}

/** `Adam` of @anneal/core as an optimizer of TensorFlow.js. */
export class Adam extends RuleBasedOptimizer<typeof adam> {
  /** The name in the saved configuration of a model: TensorFlow.js has optimizers of some of these names. */
  static readonly className = "AnnealAdam";

  /** @throws InvalidArgumentError */
  constructor(options?: TfjsOptions<typeof adam>) {
    super(adam, options);
  }
}

/** `Adamax` of @anneal/core as an optimizer of TensorFlow.js. */
export class Adamax extends RuleBasedOptimizer<typeof adamax> {
  /** The name in the saved configuration of a model: TensorFlow.js has optimizers of some of these names. */
  static readonly className = "AnnealAdamax";

  /** @throws InvalidArgumentError */
  constructor(options?: TfjsOptions<typeof adamax>) {
    super(adamax, options);
  }
}

/** `AdamW` of @anneal/core as an optimizer of TensorFlow.js. */
export class AdamW extends RuleBasedOptimizer<typeof adamw> {
  /** The name in the saved configuration of a model: TensorFlow.js has optimizers of some of these names. */
  static readonly className = "AnnealAdamW";

  /** @throws InvalidArgumentError */
  constructor(options?: TfjsOptions<typeof adamw>) {
    super(adamw, options);
  }
}

/** `AdamWScheduleFree` of @anneal/core as an optimizer of TensorFlow.js. */
export class AdamWScheduleFree extends RuleBasedOptimizer<typeof adamwScheduleFree> {
  /** The name in the saved configuration of a model: TensorFlow.js has optimizers of some of these names. */
  static readonly className = "AnnealAdamWScheduleFree";

  /** @throws InvalidArgumentError */
  constructor(options?: TfjsOptions<typeof adamwScheduleFree>) {
    super(adamwScheduleFree, options);
  }
}

/** `AdEMAMix` of @anneal/core as an optimizer of TensorFlow.js. */
export class AdEMAMix extends RuleBasedOptimizer<typeof ademamix> {
  /** The name in the saved configuration of a model: TensorFlow.js has optimizers of some of these names. */
  static readonly className = "AnnealAdEMAMix";

  /** @throws InvalidArgumentError */
  constructor(options?: TfjsOptions<typeof ademamix>) {
    super(ademamix, options);
  }
}

/** `ADOPT` of @anneal/core as an optimizer of TensorFlow.js. */
export class ADOPT extends RuleBasedOptimizer<typeof adopt> {
  /** The name in the saved configuration of a model: TensorFlow.js has optimizers of some of these names. */
  static readonly className = "AnnealADOPT";

  /** @throws InvalidArgumentError */
  constructor(options?: TfjsOptions<typeof adopt>) {
    super(adopt, options);
  }
}

/** `ASGD` of @anneal/core as an optimizer of TensorFlow.js. */
export class ASGD extends RuleBasedOptimizer<typeof asgd> {
  /** The name in the saved configuration of a model: TensorFlow.js has optimizers of some of these names. */
  static readonly className = "AnnealASGD";

  /** @throws InvalidArgumentError */
  constructor(options?: TfjsOptions<typeof asgd>) {
    super(asgd, options);
  }
}

/** `LAMB` of @anneal/core as an optimizer of TensorFlow.js. */
export class LAMB extends RuleBasedOptimizer<typeof lamb> {
  /** The name in the saved configuration of a model: TensorFlow.js has optimizers of some of these names. */
  static readonly className = "AnnealLAMB";

  /** @throws InvalidArgumentError */
  constructor(options?: TfjsOptions<typeof lamb>) {
    super(lamb, options);
  }
}

/** `Lion` of @anneal/core as an optimizer of TensorFlow.js. */
export class Lion extends RuleBasedOptimizer<typeof lion> {
  /** The name in the saved configuration of a model: TensorFlow.js has optimizers of some of these names. */
  static readonly className = "AnnealLion";

  /** @throws InvalidArgumentError */
  constructor(options?: TfjsOptions<typeof lion>) {
    super(lion, options);
  }
}

/** `Muon` of @anneal/core as an optimizer of TensorFlow.js. */
export class Muon extends RuleBasedOptimizer<typeof muon> {
  /** The name in the saved configuration of a model: TensorFlow.js has optimizers of some of these names. */
  static readonly className = "AnnealMuon";

  /** @throws InvalidArgumentError */
  constructor(options?: TfjsOptions<typeof muon>) {
    super(muon, options);
  }
}

/** `NAdam` of @anneal/core as an optimizer of TensorFlow.js. */
export class NAdam extends RuleBasedOptimizer<typeof nadam> {
  /** The name in the saved configuration of a model: TensorFlow.js has optimizers of some of these names. */
  static readonly className = "AnnealNAdam";

  /** @throws InvalidArgumentError */
  constructor(options?: TfjsOptions<typeof nadam>) {
    super(nadam, options);
  }
}

/** `Prodigy` of @anneal/core as an optimizer of TensorFlow.js. */
export class Prodigy extends RuleBasedOptimizer<typeof prodigy> {
  /** The name in the saved configuration of a model: TensorFlow.js has optimizers of some of these names. */
  static readonly className = "AnnealProdigy";

  /** @throws InvalidArgumentError */
  constructor(options?: TfjsOptions<typeof prodigy>) {
    super(prodigy, options);
  }
}

/** `RAdam` of @anneal/core as an optimizer of TensorFlow.js. */
export class RAdam extends RuleBasedOptimizer<typeof radam> {
  /** The name in the saved configuration of a model: TensorFlow.js has optimizers of some of these names. */
  static readonly className = "AnnealRAdam";

  /** @throws InvalidArgumentError */
  constructor(options?: TfjsOptions<typeof radam>) {
    super(radam, options);
  }
}

/** `RMSprop` of @anneal/core as an optimizer of TensorFlow.js. */
export class RMSprop extends RuleBasedOptimizer<typeof rmsprop> {
  /** The name in the saved configuration of a model: TensorFlow.js has optimizers of some of these names. */
  static readonly className = "AnnealRMSprop";

  /** @throws InvalidArgumentError */
  constructor(options?: TfjsOptions<typeof rmsprop>) {
    super(rmsprop, options);
  }
}

/** `Rprop` of @anneal/core as an optimizer of TensorFlow.js. */
export class Rprop extends RuleBasedOptimizer<typeof rprop> {
  /** The name in the saved configuration of a model: TensorFlow.js has optimizers of some of these names. */
  static readonly className = "AnnealRprop";

  /** @throws InvalidArgumentError */
  constructor(options?: TfjsOptions<typeof rprop>) {
    super(rprop, options);
  }
}

/** `SGD` of @anneal/core as an optimizer of TensorFlow.js. */
export class SGD extends RuleBasedOptimizer<typeof sgd> {
  /** The name in the saved configuration of a model: TensorFlow.js has optimizers of some of these names. */
  static readonly className = "AnnealSGD";

  /** @throws InvalidArgumentError */
  constructor(options?: TfjsOptions<typeof sgd>) {
    super(sgd, options);
  }
}

/** `SGDScheduleFree` of @anneal/core as an optimizer of TensorFlow.js. */
export class SGDScheduleFree extends RuleBasedOptimizer<typeof sgdScheduleFree> {
  /** The name in the saved configuration of a model: TensorFlow.js has optimizers of some of these names. */
  static readonly className = "AnnealSGDScheduleFree";

  /** @throws InvalidArgumentError */
  constructor(options?: TfjsOptions<typeof sgdScheduleFree>) {
    super(sgdScheduleFree, options);
  }
}
