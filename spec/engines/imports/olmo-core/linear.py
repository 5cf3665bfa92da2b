lr = 0.0003
scheduler = LinearWithWarmup(warmup=10, alpha_f=0.05)
