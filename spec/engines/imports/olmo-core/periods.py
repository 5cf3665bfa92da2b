lr = 0.0003
scheduler = WSDS(period_lengths=[30, 30], warmup=6, decay=8)
