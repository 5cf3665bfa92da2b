# anneal/export {"engine":"torch","engineVersion":"PyTorch 2.15","totalSteps":60,"schedule":{"format":"anneal/schedule","version":1,"root":{"kind":"time","child":{"kind":"join","boundaries":[10],"children":[{"kind":"ramp","start":0,"end":10,"from":0,"to":0.0003,"easing":{"kind":"linear","timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"},{"kind":"ramp","start":10,"end":61,"from":0.0003,"to":0,"easing":{"kind":"linear","timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"}],"rebase":false,"side":"right","labels":["warm-up","decay"]},"shift":-1,"scale":1,"minimum":null,"maximum":null,"quantum":null}}}
def make_scheduler(optimizer):
    """A PyTorch scheduler; step it once after each update."""
    from torch.optim import lr_scheduler

    for group in optimizer.param_groups:
        group["lr"] = 0.0003
        group["initial_lr"] = 0.0003
    schedulers = [
        lr_scheduler.LinearLR(optimizer, start_factor=0.1, end_factor=1, total_iters=9),
        lr_scheduler.LinearLR(optimizer, start_factor=1, end_factor=0, total_iters=51),
    ]
    return lr_scheduler.SequentialLR(optimizer, schedulers, milestones=[9])
