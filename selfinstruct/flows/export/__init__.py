"""A dataset is written in a format, in splits if wanted; or a file is held against one."""
