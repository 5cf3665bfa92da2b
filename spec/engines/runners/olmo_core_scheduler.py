"""A scheduler of OLMo-core, evaluated from the configuration and asked with the trainer's step: from 1."""

from olmo_core.optim import scheduler as schedulers

PACKAGES = ["ai2-olmo-core"]


def run(path, total):
    names = dict(vars(schedulers))
    exec(compile(open(path).read(), path, "exec"), names)
    return [float(names["scheduler"].get_lr(names["lr"], update + 1, total)) for update in range(total)]
