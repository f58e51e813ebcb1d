"""All pairs of a file's texts that are close to each other, found block by block, and a pool that knows them."""
