"""THE PAPERS: templates of agreements and plans, in Swedish and English, as pages and as Word files, filled from facts.

Promises: the wording is ours and stands in one place (`wording/`), both languages side by side; every copy says that it is a
starting point and no legal advice, and which wording it is (version, date and a code of the text); what is not known becomes a
line to fill in by hand and is never invented. The room has no tables: whoever has facts hands them over as plain values.
"""
