"""The constants by which a limit is found: chosen with benchmarks/pace.py, on seeds that the tests do not use."""

SLOWEST_FOUND = 0.2  # requests a second; below it the cool-downs, which grow, do the rest
FIRST_COOL_DOWN = 0.1
IN_A_ROW = 3  # requests refused one after the other: what they are told to wait is for all
FEW = 20  # requests over which times are averaged
RECENT, SHORTEST = 1024, 0.3  # requests, and seconds, by which the pace is measured
EVENLY, ROOM = 8, 2.5  # after so many answers none go out faster than so many times what the slots allow: no clumps
BOUND = 1.25  # times what the slots allow: a higher rate holds nothing back
SHORT = 0.05  # seconds; answers that come sooner make no clumps
QUICK, SLOW = 0.25, 1.2  # of the time that answers take, and times that refusals take

STAGE = 40  # requests without alarm after which a rate is taken to be allowed
STAGE_SECONDS, FEWEST = 1.0, 10  # or so many, where that takes too long
NEAR = 1.04  # of a rate that hurt: nearer is tried only
PATIENCE = 300  # requests later, twice as many after each time
PATIENT_SECONDS = 0.01  # or so many seconds for each
STEP = 1.05
DOUBT = 2.0  # times the pace that was not held back is taken to hurt
EMPTY = -1.0  # requests in the bucket after an alarm: that of the service is empty

STAGES = 12  # that are weighed
SURE, SURER = 4.0, 25.0  # logarithm of a ratio; so much more for each part refused at random
SPREAD = 1.6  # of the rates that are compared, at least
TELLING = 6  # refusals that are compared, where they are rare
TO_VERIFY = 100  # requests in which refusals at random are seen, before they are looked for at a lower rate
MEASURED = 20  # answers that measure the limit
BELOW, UNSURE = 0.97, 0.8  # of the limit measured: the rate to go on with
LOWER = 0.85  # of it: what is refused there is refused at random
