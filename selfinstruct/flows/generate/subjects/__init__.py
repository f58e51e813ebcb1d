"""What the tasks of a run are about: topics that were named, or the field of the seeds; and what goes with that."""
