"""Our filters inside the tools that go through terabytes: DataTrove, Spark, Ray Data; the core knows none of it."""
