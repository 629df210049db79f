"""The clerk's page: a second door to the same house.  It calls `pipeline.run` and nothing else."""
