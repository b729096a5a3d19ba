"""Units that are kept for small and medium-sized companies, and let go so many days ahead."""
