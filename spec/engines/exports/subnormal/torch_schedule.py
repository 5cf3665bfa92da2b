# anneal/export {"engine":"torch","engineVersion":"PyTorch 2.15","totalSteps":60,"schedule":{"format":"anneal/schedule","version":1,"root":{"kind":"join","boundaries":[10],"children":[{"kind":"ramp","start":0,"end":10,"from":0,"to":1e-310,"easing":{"kind":"linear","timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"},{"kind":"ramp","start":10,"end":60,"from":1e-310,"to":0,"easing":{"kind":"cosine","exponent":1,"halfCycles":1,"timeExponent":1},"interpolation":"arithmetic","before":"hold","after":"hold"}],"rebase":false,"side":"right","labels":["warm-up","decay"]}}}
def make_scheduler(optimizer):
    """A PyTorch scheduler; step it once after each update."""
    from torch.optim import lr_scheduler

    for group in optimizer.param_groups:
        group["lr"] = 1.0e-310
        group["initial_lr"] = 1.0e-310
    schedulers = [
        lr_scheduler.LinearLR(optimizer, start_factor=1.0e-13, end_factor=1, total_iters=10),
        lr_scheduler.CosineAnnealingLR(optimizer, T_max=50, eta_min=0),
    ]
    return lr_scheduler.SequentialLR(optimizer, schedulers, milestones=[10])
