"""WORDS FOR THINGS: the thesaurus, what each testbed is about, and how a text is read as concepts.

A concept has a name, the trade's words, everyday words and hints in both languages, broader and related concepts, and ties
to the vocabulary that classifies listings. Everything is data, from seeds/concepts and seeds/subjects.json, and a
coordinator may change it; what was changed here is no longer overwritten by the seeds.
"""
