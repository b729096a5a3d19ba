"""Swedish words that are words with the dots and without them: who types one of these means it."""

PLAIN_WORDS = frozenset(
    """
    matning mat mata matar matare mal malning val valar hal har tal tar tack sal bar bara bada fal far fara gar gas halla
    hala kal kalla karl krava lag laga lagar lagring las lat lats mor nat pa par rad rada rata ror rost rosta ratt sag salt
    skal slapp span sparr stall stang stal svar tag taka tank tanka ton topp tra tradgard vag vaga vagar val var vara vat vatten
    hog horn for fora forma bor borr borra ol os mot mota lot loda lada ladda laddning damm damma daga dragning
    """.split()
)
