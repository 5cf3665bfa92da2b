lr = 0.0003
scheduler = HalfCosWithWarmup(warmup=10)
