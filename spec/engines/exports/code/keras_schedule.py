"""A learning-rate schedule made by anneal: learning_rate(update), from update 0 on.

keras.optimizers.AdamW(learning_rate=make_schedule())
"""
# the engine's own fields can't express this schedule: the nearest are off by 4.788e-5 (15.4 % of the largest rate) at update 4
# nearest fields: {"module":"keras.optimizers.schedules","class_name":"CosineDecay","config.initial_learning_rate":3.1250881349467705e-7,"config.decay_steps":49,"config.alpha":0.0011035502562796403,"config.warmup_target":0.000290622892342779,"config.warmup_steps":11}
# the engine computes in float32: within 1e-6 of the largest rate
# anneal/export {"engine":"keras","engineVersion":"Keras 3422977a5 (2026-08-21)","totalSteps":60,"schedule":{"format":"anneal/schedule","version":1,"root":{"kind":"sum","children":[{"kind":"join","boundaries":[10],"children":[{"kind":"ramp","start":0,"end":10,"from":0,"to":0.0003,"easing":{"kind":"power","exponent":2,"timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"},{"kind":"ramp","start":10,"end":60,"from":0.0003,"to":0,"easing":{"kind":"cosine","exponent":1,"halfCycles":1,"timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"}],"rebase":false,"side":"right","labels":["warm-up","decay"]},{"kind":"ramp","start":0,"end":50,"from":0.00001,"to":0,"easing":{"kind":"tanh","lower":-6,"upper":3,"timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"}]}}}

import bisect
import math


def power(base, exponent):
    """A power by the rules of IEEE 754; Python raises errors for infinite and undefined ones."""
    try:
        return math.pow(base, exponent)
    except OverflowError:
        size = math.inf
    except ValueError:
        size = math.inf if base == 0 else math.nan
    is_odd = abs(math.fmod(exponent, 2)) == 1
    return math.copysign(size, base) if is_odd else size


def cosine(half_turns):
    """cos(pi * half_turns). Whole turns are removed first, because large angles have few digits left."""
    return math.cos(math.pi * math.fmod(half_turns, 2)) if math.isfinite(half_turns) else math.nan


def ramp(start, end, first, last, ease, ends, geometric=False, before=False, after=False):
    """From one time to another; outside it holds the values of its ends, or continues."""

    def between(share):
        return first * power(last / first, share) if geometric else first + (last - first) * share

    def schedule(t):
        if t >= end and (end == start or not after or t == end):
            return ends[1]
        if end == start or t <= start and (not before or t == start):
            return ends[0]
        return between(ease((t - start) / (end - start)))

    return schedule


def parts(children, boundaries, rebase=True, left=False):
    """One schedule after the other."""
    place = bisect.bisect_left if left else bisect.bisect_right

    def schedule(t):
        part = place(boundaries, t)
        return children[part](t - boundaries[part - 1] if rebase and part > 0 else t)

    return schedule


def total(*children):
    """The sum of schedules."""

    def schedule(t):
        value = children[0](t)
        for child in children[1:]:
            value += child(t)
        return value

    return schedule


TOTAL_STEPS = 60
BASE_RATE = 0.00030999775183229765
_schedule = total(
    parts(
        [
            ramp(0.0, 10.0, 0.0, 0.0003, lambda u: power(u, 2.0), (0.0, 0.0003)),
            ramp(10.0, 60.0, 0.0003, 0.0, lambda u: (1 - cosine(1.0 * u)) / 2, (0.0003, 0.0)),
        ],
        [10.0],
        rebase=False,
    ),
    ramp(
        0.0,
        50.0,
        0.00001,
        0.0,
        lambda u: 1 - 1 / (1 + power(math.e, 2 * (-6.0 + 9.0 * u))),
        (0.000009999938558253979, 2.4726231566347322e-8),
    ),
)


def learning_rate(update):
    """The rate of an update of the run, counted from 0."""
    return _schedule(float(max(0, update)))


def make_schedule():
    """A Keras schedule: a table of the run in float32."""
    import keras

    class Schedule(keras.optimizers.schedules.LearningRateSchedule):
        def __init__(self):
            super().__init__()
            self.rates = keras.ops.convert_to_tensor(
                [learning_rate(update) for update in range(TOTAL_STEPS)], dtype="float32"
            )

        def __call__(self, step):
            update = keras.ops.clip(keras.ops.cast(step, "int32"), 0, TOTAL_STEPS - 1)
            return keras.ops.take(self.rates, update)

        def get_config(self):
            return {}

    return Schedule()
