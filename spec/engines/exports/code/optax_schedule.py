# the engine computes in float32: within 1e-6 of the largest rate
# anneal/export {"engine":"optax","engineVersion":"Optax 0.2","totalSteps":60,"schedule":{"format":"anneal/schedule","version":1,"root":{"kind":"sum","children":[{"kind":"join","boundaries":[10],"children":[{"kind":"ramp","start":0,"end":10,"from":0,"to":0.0003,"easing":{"kind":"power","exponent":2,"timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"},{"kind":"ramp","start":10,"end":60,"from":0.0003,"to":0,"easing":{"kind":"cosine","exponent":1,"halfCycles":1,"timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"}],"rebase":false,"side":"right","labels":["warm-up","decay"]},{"kind":"ramp","start":0,"end":50,"from":0.00001,"to":0,"easing":{"kind":"tanh","lower":-6,"upper":3,"timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"}]}}}
import jax.numpy as jnp
import optax


def ramp(start, end, first, last, ease=lambda u: u, geometric=False, before="hold", after="hold", period=None):
    """A curve from one count to another, which holds its ends or goes on, a wave by what is left of its period."""
    low, high = 0.0 if before == "hold" else None, 1.0 if after == "hold" else None

    def schedule(count):
        if end == start:
            return jnp.where(count >= end, last, first)
        passed = count - start
        if period is not None:
            passed = jnp.where(passed < 0, passed, passed % period)
        share = ease(jnp.clip(passed / (end - start), low, high))
        return first * (last / first) ** share if geometric else first + (last - first) * share

    return schedule


def total(*children):
    """The sum of schedules."""
    return lambda count: sum(child(count) for child in children)


schedule = total(
    optax.join_schedules(
        schedules=[
            ramp(0, 10, 0.0, 0.0003, ease=lambda u: u ** 2),
            optax.cosine_decay_schedule(init_value=0.0003, decay_steps=50),
        ],
        boundaries=[10],
    ),
    ramp(0, 50, 0.00001, 0.0, ease=lambda u: (1 + jnp.tanh(-6 + 9 * u)) / 2),
)
