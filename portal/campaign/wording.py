"""The sentences of this room's refusals."""

from portal.errors import N_

BASKET_FULL = N_("Korgen rymmer %(most)s tider. Ta bort någon eller boka dem först.")
BASKET_EMPTY = N_("Korgen är tom. Lägg en tid i den först.")
NOT_ALL = N_("Alla tider går inte att få, så ingen av dem hålls. Byt eller ta bort dem som inte går.")
GONE = N_("Någon av tiderna är inte längre ledig, så inget är bokat. Välj på nytt.")
SENT_ALREADY = N_("Den samlade bokningen är redan skickad.")
RELEASED_ALREADY = N_("Tiderna är redan släppta.")
NOTHING_TO_CANCEL = N_("Det finns inget kvar att avboka.")
REASON_MISSING = N_("Välj ett skäl.")
DAYS_TURNED = N_("Sista dagen ligger före den första.")
