"""WHAT IS ATTACHED: files that people give along, judged before they are kept, and handed back so that no browser runs them.

Promises: a file is kept only when its name and its content say the same safe type; what is refused is refused by name and reason,
and nothing of it stays. A file too large is cut off while it is read. Scanning is by type and content rules: no search for known
viruses is made, and docs/files.md says so. The room knows no conversation: whoever keeps a file here says who may read it.
"""
