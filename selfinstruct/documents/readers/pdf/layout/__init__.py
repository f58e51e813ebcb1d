"""The layout of a page: lines, their order, tables, paragraphs, by what stands where."""
