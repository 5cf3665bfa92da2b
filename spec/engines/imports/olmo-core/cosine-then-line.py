lr = 0.0003
scheduler = CosWithWarmupAndLinearDecay(warmup=10, decay_fraction=0.25)
