"""Why a file is not taken. Each names the file, and says what to do instead where there is something to do."""

from portal.errors import N_, Refusal


class FileRefused(Refusal):
    """A file is not taken; `file` is its name."""

    message = N_("%(file)s kan inte tas emot.")

    def __init__(self, *, file: str = "", **details: object):
        super().__init__(None, field="files", file=file, **details)


class Empty(FileRefused):
    message = N_("%(file)s är tom.")


class TooLarge(FileRefused):
    message = N_("%(file)s är större än %(most)s MB. Dela upp den eller skicka en mindre version.")


class TooMany(FileRefused):
    message = N_("%(file)s är en för mycket: högst %(most)s filer kan skickas åt gången.")


class UnknownType(FileRefused):
    message = N_("%(file)s är av en typ som inte tas emot. Det som tas emot är %(types)s.")


class NotWhatItSays(FileRefused):
    message = N_("%(file)s är inte det som namnet säger: innehållet är inte %(word)s.")


class Broken(FileRefused):
    message = N_("%(file)s är skadad eller ofullständig. Spara om den och försök igen.")


class Archive(FileRefused):
    message = N_("%(file)s är ett arkiv, till exempel ZIP. Skicka filerna i det var för sig.")


class Program(FileRefused):
    message = N_("%(file)s är ett program eller ett skript. Sådana tas inte emot.")


class WebPage(FileRefused):
    message = N_("%(file)s är en webbsida eller en SVG-bild. Skicka den som PDF eller PNG.")


class OldOffice(FileRefused):
    message = N_("%(file)s är i ett äldre format som kan dölja makron. Spara den som %(word)s och försök igen.")


class Macros(FileRefused):
    message = N_("%(file)s innehåller makron. Spara den utan makron och försök igen.")


class Acts(FileRefused):
    message = N_(
        "%(file)s innehåller skript eller något som startar när filen öppnas."
        " Skriv ut den till en ny PDF och skicka den, så försvinner det."
    )


class Embeds(FileRefused):
    message = N_("%(file)s innehåller andra filer. Skicka dem var för sig.")


class Fetches(FileRefused):
    message = N_("%(file)s hämtar innehåll från en annan plats när den öppnas. Bryt länken, spara och försök igen.")


class Locked(FileRefused):
    message = N_("%(file)s är krypterad eller skyddad, så att innehållet inte kan kontrolleras. Spara den utan skydd.")


class Swells(FileRefused):
    message = N_("%(file)s packar upp till orimligt mycket innehåll och tas inte emot.")


class TwoThings(FileRefused):
    message = N_("%(file)s innehåller något mer än det som namnet säger. Spara om den och försök igen.")


class Infected(FileRefused):
    message = N_("%(file)s innehåller ett känt virusprov och tas inte emot.")


class NotReceived(FileRefused):
    message = N_("Filerna följde inte med. Välj dem igen.")
