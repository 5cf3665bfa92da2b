# the engine computes in float32: within 1e-6 of the largest rate
# anneal/export {"engine":"optax","engineVersion":"Optax 0.2","totalSteps":60,"schedule":{"format":"anneal/schedule","version":1,"root":{"kind":"time","child":{"kind":"join","boundaries":[10],"children":[{"kind":"ramp","start":0,"end":10,"from":0,"to":0.0003,"easing":{"kind":"linear","timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"},{"kind":"ramp","start":10,"end":61,"from":0.0003,"to":0,"easing":{"kind":"linear","timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"}],"rebase":false,"side":"right","labels":["warm-up","decay"]},"shift":-1,"scale":1,"minimum":null,"maximum":null,"quantum":null}}}
import jax.numpy as jnp
import optax


def retimed(child, shift=0, scale=1, minimum=None, maximum=None, quantum=None):
    """Another schedule by another clock."""

    def schedule(count):
        time = jnp.clip((count - shift) * scale, minimum, maximum)
        return child(time if quantum is None else time // quantum * quantum)

    return schedule


schedule = retimed(
    optax.join_schedules(
        schedules=[
            optax.linear_schedule(init_value=0.0, end_value=0.0003, transition_steps=10),
            optax.linear_schedule(init_value=0.0003, end_value=0.0, transition_steps=51),
        ],
        boundaries=[10],
    ),
    shift=-1,
)
