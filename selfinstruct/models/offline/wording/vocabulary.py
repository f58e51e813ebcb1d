"""Words the offline model makes its tasks and inputs of."""


def _list(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.replace("\n", " ").split(",") if item.strip())


NAMES = _list("""
Mira, Tomas, Ingrid, Kofi, Leila, Anders, Yuki, Pedro, Salma, Oskar, Priya, Dmitri, Fiona, Hassan, Greta, Ravi, Noor,
Emil, Chiara, Bao, Wanda, Luc, Amara, Stefan, Hanna, Diego, Sofia, Ivan, Marta, Felix, Aisha, Jonas, Rosa, Kenji,
Elena, Pavel, Zara, Hugo, Nadia, Viktor, Clara, Omar, Lena, Marco, Irina, Samir, Judith, Henrik, Paula, Goran, Alma,
Boris, Celia, Darius, Edith, Farid, Gilda, Harald, Ines, Jamal
""")
ROLES = _list("""
a beekeeper, a night nurse, a retired sailor, a school librarian, a bicycle mechanic, a pastry cook, a lighthouse
guide, a court clerk, a young vet, a bus driver, a tax adviser, a potter, a weather observer, a choir leader, a ship's
carpenter, a market gardener, a train conductor, a museum guard, a chemistry student, a football referee, a tailor, a
hotel porter, an apprentice baker, a land surveyor, a marathon runner, a street sweeper, a piano tuner, a goat farmer,
a radio host, a dentist, a stage hand, a translator, a crossword fan, a glass blower, a forest ranger, a chess coach,
a bookbinder, a new intern, a ferry captain, a wedding planner, a plumber, a science teacher, an estate agent, a stamp
collector, a swimming instructor, a call centre worker, a data entry clerk, a coffee roaster, a warehouse foreman, a
cheese maker, a physiotherapist, a town councillor, a shoe repairer, a pharmacist, a mountain guide, a copy editor, an
electrician, a foster parent, a toy designer, a volunteer firefighter, a florist, a locksmith, a geology lecturer, a
caterer, a seamstress, a postman
""")
PLACES = _list("""
a harbour office, the botanical garden, a rowing club, a village school, the tool library, a mountain hut, the city
archive, a bakery, a repair shop, a community kitchen, the county hospital, a small theatre, a sheep farm, the railway
museum, a language school, a brewery, a climbing hall, the observatory, a day nursery, a fishing port, a second-hand
bookshop, the water works, a youth hostel, an insurance firm, a paper mill, the night shelter, a vineyard, a driving
school, the chamber of commerce, an airport hotel, a cinema, the public baths, a solar farm, a printing house, a
cattle market, the tourist office, a veterinary clinic, a law firm, a cheese dairy, the sports centre, a logistics
depot, the opera house, a summer camp, a software company, the parish hall, a furniture workshop, a call centre, the
town hall, a wind park, a food bank, the ice ricebox, a dental practice, a tea house, the polar station, a toy shop, a
ferry terminal
""")
DOINGS = _list("""
getting a quiz evening ready, checking the notes of a trainee, writing a newsletter, filling in a long form, settling
a friendly bet, preparing a workshop, sorting out old paperwork, planning a holiday, rehearsing for an exam, tidying
up a spreadsheet, teaching the evening class, training new volunteers, looking over the accounts, making flash cards,
moving to another flat, setting up a stall, organising a reunion, answering letters, reviewing a contract, helping
with homework, testing a new system, designing a board game, collecting examples, stocking the shelves, comparing two
offers, keeping a diary, running a survey, drafting a speech, repairing an old clock, packing for a trip, putting
together a handbook, solving the weekend puzzle, counting the stock, updating the website, translating a leaflet,
baking for a party, measuring the garden, applying for a grant, cleaning up a mailing list, learning to program,
inspecting a delivery, hosting some guests, building a shed, judging a contest, closing the books, restoring a boat,
publishing a cookbook, watching the weather, studying statistics, arranging a charity run, labelling jars, cataloguing
a collection, revising the price list, opening a branch, waiting for a late train
""")
WHENS = _list("""
before the weekend, over the lunch break, this morning, late in the evening, ahead of the annual meeting, by the end
of the month, during the holidays, on a quiet afternoon, between two shifts, as soon as possible, in the first week of
the year, after a long day, at short notice, before the doors open, in time for the audit, while the kettle boils,
once a month, on the way home, for the second time this week, just after sunrise, with ten minutes to spare, on the
last day of term, before the inspector comes, every other Friday
""")
KIN = _list("""
sister, uncle, neighbour, grandmother, cousin, colleague, landlord, daughter, brother-in-law, old teacher, flatmate,
boss, nephew, friend, aunt, team leader, godfather, tenant, study partner, business partner
""")
OBJECTS = _list("""
lantern, kettle, basket, ladder, blanket, hammer, bottle, mirror, pencil, saddle, compass, teapot, wallet, anchor,
bucket, candle, curtain, drawer, engine, funnel, gadget, helmet, jacket, kayak, lemon, magnet, napkin, onion, parcel,
quilt, ribbon, shovel, ticket, umbrella, vase, whistle, zipper, apron, button, carpet, dagger, envelope, fiddle,
goblet, hinge, icebox, jigsaw, knife, lock, marble, needle, oven, pepper, rope, spoon, tent, violin, wheel, yarn,
acorn, barrel, cushion, doormat, easel
""")
COLOURS = _list("red, green, blue, yellow, black, white, brown, grey, purple, orange")
TOWNS = _list("""
Lisbon, Oslo, Cairo, Lima, Dublin, Prague, Tunis, Quito, Havana, Riga, Bergen, Porto, Kyoto, Nairobi, Boston, Malmo,
Ghent, Krakow, Perth, Izmir
""")
VERBS_PAST = _list("""
carried, found, sold, bought, cleaned, repaired, painted, lost, borrowed, weighed, packed, counted, wrapped, admired,
moved
""")
ADVERBS = _list("yesterday, quickly, twice, carefully, again, outside, today, quietly, indoors, somehow")
