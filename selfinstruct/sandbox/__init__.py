"""Programs that models wrote, run with limits and without network, files, secrets or neighbours."""
