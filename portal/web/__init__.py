"""The page kit, without a subject: language, forms, paging, formats, security headers, error pages, logs, panels, fragments.

Promises: every answer carries the security headers; every page exists in Swedish and under /en in English; an error page
never needs what broke. The room knows no other room: what a page shows of an upper room comes through `panels`.
"""
