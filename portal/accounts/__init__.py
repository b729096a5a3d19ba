"""WHO: organisations, people, memberships and roles; signing up, in and out; the guards on views.

Promises: a view without an audience is shut; a sign-in is a row that can be revoked, never a cookie that speaks for itself;
nobody learns from our answers whether an address has an account. The signed cookie holds no more than the CSRF token, flashed
messages and the random id of the sign-in.
"""
