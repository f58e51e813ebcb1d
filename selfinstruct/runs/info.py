"""What every command writes at the head of its run.json or label.json."""

NOTICE = "made by the built-in demonstration model: for trying, CI and load tests, not training data"
