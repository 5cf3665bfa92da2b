lr = 0.0003
scheduler = InvSqrtWithWarmup(warmup=10)
