lr = 0.0003
scheduler = PowerLR(warmup=10, decay_fraction=0.25)
