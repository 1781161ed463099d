"""Sessions: an experiment being run, its past, and the thread that runs it."""
