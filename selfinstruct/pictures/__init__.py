"""Pictures of numbers as SVG: numbers in, markup out; no library, no script, text as text."""
