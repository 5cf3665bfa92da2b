lr = 0.0003
scheduler = ExponentialScheduler(lr_min=0.000001)
