"""WHO: organisations, people, memberships and roles; signing up, in and out; the guards on views.

Promises: a view without an audience is shut; a sign-in is a row that can be revoked, never a cookie that speaks for itself;
nobody learns from our answers whether an address has an account, since only the letter tells. The signed cookie holds no
more than the CSRF token, flashed messages, the random id of the sign-in, and the few addresses typed in this browser that
await a letter.

Choices: a name proves nothing, so that people become one organisation by invitation only. The link that confirms an address
asks for the password too, or whoever typed a stranger's address first would own the account that the stranger confirms.
Wrong guesses are slowed down and never lock an account, and a new password by letter lets its holder in at once. Links work
by POST, since programs that read mail follow them.
"""
