# the engine computes in float32: within 1e-6 of the largest rate
# anneal/export {"engine":"optax","engineVersion":"Optax 0.2","totalSteps":60,"schedule":{"format":"anneal/schedule","version":1,"root":{"kind":"join","boundaries":[10,40],"children":[{"kind":"ramp","start":0,"end":10,"from":0,"to":0.0003,"easing":{"kind":"linear","timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"},{"kind":"constant","value":0.0003},{"kind":"ramp","start":40,"end":60,"from":0.0003,"to":0,"easing":{"kind":"linear","timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"}],"rebase":false,"side":"right","labels":["warm-up","stable","decay"]}}}
import optax

schedule = optax.join_schedules(
    schedules=[
        optax.linear_schedule(init_value=0.0, end_value=0.0003, transition_steps=10),
        optax.constant_schedule(0.0003),
        optax.linear_schedule(init_value=0.0003, end_value=0.0, transition_steps=20),
    ],
    boundaries=[10, 40],
)
