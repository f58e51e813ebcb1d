"""What runs on the other side: standard library only, loaded by the interpreter that will run the programs."""
