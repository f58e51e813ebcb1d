"""The shape that all commands share: their help pages, and where an option's value comes from if not typed."""
