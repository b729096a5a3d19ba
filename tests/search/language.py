"""Words of the trade that mean the same to who searches, and words that look alike and do not. Rows are: listed | typed."""

INFLECTED = """
mätning                      | mätningarna
batterier                    | batteriet
drönare                      | drönarna
vindtunnel                   | vindtunnlar
laboratorium                 | laboratorierna
kompressor                   | kompressorernas
elmotorer                    | elmotorn
industriugnar                | industriugnen
tryckgivare                  | tryckgivarna
beläggning                   | beläggningarnas
gjutet stål                  | gjutna stål
automatisk montering         | automatiska monteringar
simulering                   | simulera
lödning                      | löda
autonomt fordon              | autonoma fordon
brandprovning                | brandprovningen
skogsmaskiner                | skogsmaskin
pilotanläggning              | pilotanläggningar
"""

COMPOUNDS = """
svetsrobot                   | svets robot
svets robot                  | svetsrobot
vätgastank                   | vätgas tank
keramik i en ugn             | keramikugn
korrosionsprovning           | korrosions provning
korrosionsprovning           | korrosion provning
klimatkammare                | klimat kammare
klimat-kammare               | klimatkammare
vibrationsprovning           | vibrations provning
elektronmikroskop            | elektron mikroskop
3D-skrivare                  | 3d skrivare
3D-skrivare                  | 3dskrivare
pulverbädd                   | pulver bädd
lasersvetsning               | laser-svetsning
röntgentomografi             | röntgen tomografi
dragprovning                 | dragprov
biogasanläggning             | biogas anläggning
avgasrening                  | avgas rening
solcellspanel                | solcells panel
vattenrening                 | rening av vatten
bränslecell                  | bränsle cell
mjukvaruutveckling           | utveckling av mjukvara
högspänningslaboratorium     | högspänningslabb
fullskaleprovning            | fullskaleprov
"""

FOLDED = """
mätteknik                    | matteknik
plåtformning                 | platformning
vätgas                       | VATGAS
fjärrvärme                   | fjarrvarme
drönare                      | dronare
ljusbågsugn                  | ljusbagsugn
smörjmedel                   | smorjmedel
ytjämnhet                    | ytjamnhet
hållfasthet                  | hallfasthet
"""

MISSPELLED = """
korrosion                    | korosion
laboratorium                 | labratorium
svetsning                    | svettsning
hydraulik                    | hydralik
aluminium                    | aluminum
kalibrering                  | kallibrering
additiv tillverkning         | aditiv tillverkning
simulering                   | simluering
elektromagnetisk kompatibilitet | elektromagnetsik kompatiblitet
"""

BETWEEN_LANGUAGES = """
få bort rost                 | corrosion
3D-utskrift                  | additive manufacturing
vätgas                       | hydrogen
svetsrobot                   | robotic welding
drönare                      | UAV
självkörande fordon          | autonomous vehicles
renrum                       | cleanroom
vindtunnel                   | wind tunnel
hållfasthet                  | strength testing
batteriprovning              | battery testing
klimatkammare                | climate chamber
elektronmikroskop            | electron microscopy
förutsägande underhåll       | predictive maintenance
digital tvilling             | digital twin
ytbehandling                 | surface treatment
vibrationsprovning           | vibration testing
brandprovning                | fire testing
krockprov                    | crash test
livsmedelsförpackningar      | food packaging
återvinning av plast         | plastic recycling
bränsleceller                | fuel cells
elnät                        | power grid
skogsmaskiner                | forestry machines
gruvdrift                    | mining
gjutning                     | casting
slitage                      | wear
vattenrening                 | water treatment
cybersäkerhet                | cybersecurity
maskininlärning              | machine learning
datorseende                  | computer vision
virtuell verklighet          | virtual reality
lasersvetsning               | laser welding
plåtformning                 | sheet metal forming
värmepump                    | heat pump
solceller                    | solar cells
radar                        | radar testing
högspänning                  | high voltage
tål den kyla                 | cold climate testing
skakar sönder                | vibration testing
elbilsladdning               | EV charging
"""

NEAR_MISSES = """
mätning                      | matning
matning                      | mätning
lås                          | las
valsning                     | falsning
fräsning                     | frysning
glödning                     | gödning
spänning                     | spinning
betong                       | betning
laser                        | gaser
motor                        | rotor
skruv                        | skrov
elektrolys                   | elektronik
radar                        | radon
laser                        | lasur
ytbehandling                 | vattenbehandling
svarvning                    | svärmning
korrosion                    | erosion
hydraulik                    | hydrologi
kylning                      | fyllning
kalibrering                  | kalandrering
"""


def rows(table: str) -> list[tuple[str, str]]:
    """Return the pairs of a table."""
    pairs = (line.split("|") for line in table.strip().splitlines())
    return [(listed.strip(), typed.strip()) for listed, typed in pairs]
