"""Tasks with one definite answer: those the offline model knows, how it works them out, poses and grades them."""
