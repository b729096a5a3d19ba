"""The start page, the pages about the portal, and the two addresses that say whether it is well."""
