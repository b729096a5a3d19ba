"""TODAY: what needs an owner, a company or a coordinator now, gathered from the rooms below."""
