"""How close a text is to a pool of texts: ROUGE-L, Jaccard, equality, n-grams, MinHash."""

from selfinstruct.novelty.rouge import Match as Match
from selfinstruct.novelty.rouge import NoveltyIndex as NoveltyIndex
