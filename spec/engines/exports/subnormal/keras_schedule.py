"""A learning-rate schedule made by anneal: learning_rate(update), from update 0 on.

keras.optimizers.AdamW(learning_rate=make_schedule())
"""
# the engine's own fields can't express this schedule: the nearest are off by -1.000e-310 (100 % of the largest rate) at update 10
# nearest fields: {"module":"keras.optimizers.schedules","class_name":"CosineDecay","config.initial_learning_rate":0,"config.decay_steps":50,"config.alpha":0,"config.warmup_target":1e-310,"config.warmup_steps":10}
# the engine computes in float32, which can't hold these rates: they are off by -1.000e-310 (100 % of the largest rate) at update 10
# anneal/export {"engine":"keras","engineVersion":"Keras 3422977a5 (2026-08-21)","totalSteps":60,"schedule":{"format":"anneal/schedule","version":1,"root":{"kind":"join","boundaries":[10],"children":[{"kind":"ramp","start":0,"end":10,"from":0,"to":1e-310,"easing":{"kind":"linear","timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"},{"kind":"ramp","start":10,"end":60,"from":1e-310,"to":0,"easing":{"kind":"cosine","exponent":1,"halfCycles":1,"timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"}],"rebase":false,"side":"right","labels":["warm-up","decay"]}}}

import math


def table(start, values, linear=False):
    """One value per time unit."""

    def schedule(t):
        place = t - start
        if not place > 0:
            return values[0]
        if place >= len(values) - 1:
            return values[-1]
        below = math.floor(place)
        if not linear:
            return values[below]
        return values[below] + (values[below + 1] - values[below]) * (place - below)

    return schedule


TOTAL_STEPS = 60
BASE_RATE = 1.0e-310
_schedule = table(
    0.0,
    [0.0, 1.0e-311, 2.0e-311, 3.0e-311, 4.0e-311, 5.0e-311, 6.0e-311, 7.0e-311, 8.0e-311, 9.0e-311, 1.0e-310, 9.990133642142e-311, 9.9605735065726e-311, 9.911436253644e-311, 9.8429158056436e-311, 9.755282581476e-311, 9.6488824294416e-311, 9.5241352623305e-311, 9.38153340022e-311, 9.2216396275104e-311, 9.045084971875e-311, 8.852566213879e-311, 8.6448431371075e-311, 8.422735529644e-311, 8.187119948744e-311, 7.9389262614625e-311, 7.679133974895e-311, 7.4087683705087e-311, 7.1288964578256e-311, 6.8406227634235e-311, 6.545084971875e-311, 6.2434494358243e-311, 5.936906572929e-311, 5.6266661678216e-311, 5.313952597647e-311, 5.0e-311, 4.6860474023534e-311, 4.373333832179e-311, 4.0630934270715e-311, 3.756550564176e-311, 3.4549150281255e-311, 3.159377236577e-311, 2.871103542175e-311, 2.5912316294917e-311, 2.3208660251053e-311, 2.061073738538e-311, 1.8128800512566e-311, 1.5772644703564e-311, 1.355156862893e-311, 1.1474337861214e-311, 9.549150281254e-312, 7.7836037249e-312, 6.184665997806e-312, 4.7586473767e-312, 3.51117570559e-312, 2.447174185245e-312, 1.57084194357e-312, 8.85637463565e-313, 3.9426493428e-313, 9.8663578585e-314],
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
