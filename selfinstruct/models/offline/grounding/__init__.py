"""The offline model on passages: what it is shown, the tasks it makes of them, and the faults that a liar plants."""
