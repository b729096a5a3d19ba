"""Words that carry no subject, in Swedish and English: what a sentence is made of, not what it is about."""

SWEDISH = """
alla allt alltså andra annan annat att av bara bland blev bli blir blivit både båda de dem den denna deras dess dessa
det detta dig din dina ditt du där därför då efter eftersom egen eller en ett er era ert finns fram från få får för före
göra gör gärna ha hade han hans har helt hen henne hennes hitta hjälp hon honom hos hur här i icke idag ifall igen in
inga ingen inget innan inom inte ja jag just kan kanske kommer komma kunde kunna lite man med mellan men mer mera mest
mig min mina mindre mitt mot mycket må många måste ni nog nu nya nytt ny när nära någon någonstans något några och ofta
olika om på redan samma samt se sedan sig sin sina sitt sitter ska skall skulle snart som still så sådan sådana sådant
söka söker så tack till tills trots under upp ut utan vad var vara vare varför vari varje vars vart vem vems vi vid vidare
vilka vilkas vilken vilket vill ville våra vår vårt väldigt än ännu är även åt över behöver behöva behov företag företaget
innan ungefär cirka ca ungefärlig helst gång gånger går gå ta tar sätta ger ge gav blivande klara klarar
"""

ENGLISH = """
a about above after again all also am an and another any anyone are as at away be because been before being below best
between both but by can could did do does doing done down during each either else ever every few find for from further
get gets go goes good got had has have having he help her here hers him his how i if in into is it its just keep kind let
like make makes many may maybe me might more most much must my near need needs new no nor not now of off often on once
one only or other our ours out over own per please rather really same see she should since so some someone still such
take than that the their them then there these they this those through to together too under until up us use uses using
very want wants was way we were what when where whether which while who whom whose why will with within without would
yes yet you your company companies looking
"""

STOP_WORDS = frozenset(SWEDISH.split()) | frozenset(ENGLISH.split())
