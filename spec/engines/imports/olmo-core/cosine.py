lr = 0.0003
scheduler = CosWithWarmup(warmup=10)
