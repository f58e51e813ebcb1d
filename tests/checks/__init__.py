"""Tests of the checks: every kind stands twice, by two hands, and the two agree."""
