"""How problems are put: layouts of prompts, and the line that asks for a final answer."""
