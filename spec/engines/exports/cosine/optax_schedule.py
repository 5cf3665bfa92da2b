# the engine computes in float32: within 1e-6 of the largest rate
# anneal/export {"engine":"optax","engineVersion":"Optax 0.2","totalSteps":60,"schedule":{"format":"anneal/schedule","version":1,"root":{"kind":"join","boundaries":[10],"children":[{"kind":"ramp","start":0,"end":10,"from":0,"to":0.0003,"easing":{"kind":"linear","timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"},{"kind":"ramp","start":10,"end":60,"from":0.0003,"to":0.00003,"easing":{"kind":"cosine","exponent":1,"halfCycles":1,"timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"}],"rebase":false,"side":"right","labels":["warm-up","decay"]}}}
import optax

schedule = optax.join_schedules(
    schedules=[
        optax.linear_schedule(init_value=0.0, end_value=0.0003, transition_steps=10),
        optax.cosine_decay_schedule(init_value=0.0003, decay_steps=50, alpha=0.1),
    ],
    boundaries=[10],
)
