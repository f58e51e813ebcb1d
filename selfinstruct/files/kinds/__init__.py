"""One kind of file of rows a module: what a file is must be known before it is read here (see `rows`)."""
