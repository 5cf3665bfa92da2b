lr = 0.0003
scheduler = CosWithWarmup(warmup_fraction=0.125, alpha_f=0.2, t_max=40, warmup_min_lr=0.00001)
