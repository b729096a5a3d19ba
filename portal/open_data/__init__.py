"""FOR MACHINES: addresses that programs read. Today what a search engine asks for; the API comes to stand here.

Promises: nothing here is finer than what a signed-out reader may see, and nothing made up is given out as fact.
"""
