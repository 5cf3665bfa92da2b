# the engine computes in float32: within 1e-6 of the largest rate
# anneal/export {"engine":"optax","engineVersion":"Optax 0.2","totalSteps":60,"schedule":{"format":"anneal/schedule","version":1,"root":{"kind":"join","boundaries":[10],"children":[{"kind":"ramp","start":-1,"end":9,"from":0,"to":0.0003,"easing":{"kind":"linear","timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"},{"kind":"ramp","start":10,"end":60,"from":0.0003,"to":0,"easing":{"kind":"linear","timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"}],"rebase":false,"side":"right","labels":["warm-up","decay"]}}}
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


schedule = optax.join_schedules(
    schedules=[
        ramp(-1, 9, 0.0, 0.0003),
        optax.linear_schedule(init_value=0.0003, end_value=0.0, transition_steps=50),
    ],
    boundaries=[10],
)
