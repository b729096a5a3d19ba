"""Words that guessers try first. A password that is one of them, bare or with digits around it, is refused.

Short on purpose: with twelve characters at the least, what is left to catch is habit. A list of leaked passwords belongs to
whoever operates the portal.
"""

STEMS = frozenset(
    (
        "password", "passwort", "passw", "pass", "losenord", "losen", "hemligt", "secret", "admin", "administrator",
        "welcome", "valkommen", "letmein", "changeme", "default", "monkey", "dragon", "iloveyou", "jagalskardig",
        "princess", "sunshine", "football", "fotboll", "hockey", "master", "superman", "batman", "starwars", "login",
        "loggain", "trustno", "whatever", "freedom", "shadow", "michael", "charlie", "computer", "datorn", "internet",
        "sommar", "hosten", "vinter", "summer", "winter", "spring", "autumn", "januari", "februari", "september",
        "oktober", "november", "december", "sverige", "sweden", "stockholm", "goteborg", "malmo", "testporten",
        "testbadd", "testbed", "testtest", "test", "portalen", "qwerty", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abc",
        "abcd", "abcdef", "correcthorsebatterystaple", "thisisapassword", "mittlosenord", "mypassword", "nyttlosenord",
        "newpassword", "temporary", "tillfalligt", "company", "foretag", "foretaget", "hejhej", "hejsan", "hejhejhej",
    )
)  # fmt: skip

# Rows of the keyboard and of the alphabet, in which any stretch is as good as none.
ROWS = (
    "1234567890",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertyuiopaasdfghjkloazxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
)
