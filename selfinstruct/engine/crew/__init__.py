"""Several workers on one run: they fill the journals of shards, and an ordinary session finds the answers there.

`conductor` hands out shards and lends from the limits, `worker` asks; an engine (`engines`) is how the two reach each
other. Nothing that is written depends on any of it.
"""
