"""What is on the desk: records of a run or a file, what people disagree about, what is compared, what was rejected."""
