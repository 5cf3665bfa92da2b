lr = 0.0003
scheduler = WSD(warmup=10, decay_fraction=0.25, decay_min_lr=0.00001)
