#!/usr/bin/env bash
# Makes assets/fonts again out of Debian's fonts-noto-cjk; assets/fonts/README.md says why and with which versions.
#   NOTO=folder of NotoSansCJK-*.ttc   UNIHAN=Unihan_OtherMappings.txt, to make the list of characters again as well
set -euo pipefail
cd "$(dirname "$0")/../assets/fonts"
noto=${NOTO:-/usr/share/fonts/opentype/noto}
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
python3 -m venv "$tools" && "$tools/bin/pip" install --quiet fonttools==4.68.0

if [ -n "${UNIHAN:-}" ]; then
  # kTGH gives each character's number in the table; its three levels end at 3500, 6500 and 8105.
  awk -F '\t' '/^U/ && $2 == "kTGH" { sub(/^2013:/, "", $3); sub(/^U\+/, "", $1); print $3, $1 }' "$UNIHAN" | sort -n |
    python3 -c 'import sys
for n, code in (line.split() for line in sys.stdin):
    print(chr(int(code, 16)), end="\n" if int(n) in (3500, 6500, 8105) else "")' >tongyong-8105.txt
fi
count=$(tr -d '\n' <tongyong-8105.txt | LC_ALL=C.UTF-8 grep -o . | sort -u | wc -l)
[ "$count" = 8105 ] || { echo "tongyong-8105.txt has $count characters, not 8105" >&2; exit 1; }

# ASCII, Latin-1, pinyin's vowels, punctuation, signs, arrows, ①–⑳, shapes, 〇 and the like, units, full-width forms.
ranges=20-7E,A0-FF,100,101,112,113,11A,11B,12A,12B,143,144,147,148,14C,14D,16A,16B,1CD-1DC,1F8,1F9
ranges+=,2010-2016,2018,2019,201C,201D,2020-2022,2025,2026,2030,2032,2033,203B,20AC,2103,2116,2121
ranges+=,2190-2193,2196-2199,2248,2260,2264,2265,2460-2473,25A0,25A1,25B2,25B3,25BC,25BD,25C6,25C7,25CB,25CE,25CF,2605,2606,2713
ranges+=,3000-3003,3005,3007-3011,3014-3017,301C,338E,338F,339C-33A1,33A5,33C4,FF01-FF5E,FFE5

subset() { # weight, and what it holds
  "$tools/bin/pyftsubset" "$noto/NotoSansCJK-$1.ttc" --font-number=2 --output-file="$tools/$1.otf" "${@:2}" \
    --layout-features= --drop-tables+=BASE,GDEF,GPOS,GSUB,VORG,vhea,vmtx --no-hinting --notdef-outline --name-IDs=0,1,2,3,4,5,6,13,14
  "$tools/bin/python" - "$tools/$1.otf" "XuncunSans-$1.otf" "$1" <<'PY'
import sys
from fontTools.ttLib import TTFont
source, target, weight = sys.argv[1:]
# A changed font under OFL bears a name of its own.
family, full, ps = "Xuncun Sans", f"Xuncun Sans {weight}", f"XuncunSans-{weight}"
font = TTFont(source, recalcTimestamp=False)
names = {1: family, 3: f"{ps};subset of {font['name'].getDebugName(3)}", 4: full, 6: ps}
for name in list(font["name"].names):
    if name.nameID in names:
        font["name"].setName(names[name.nameID], name.nameID, name.platformID, name.platEncID, name.langID)
cff = font["CFF "].cff
cff.fontNames = [ps]
top = cff.topDictIndex[0]
top.FullName, top.FamilyName = full, family
for fd in getattr(top, "FDArray", []):
    fd.FontName = ps
font.save(target)
PY
}
subset Regular --text-file=tongyong-8105.txt --unicodes="$ranges"
subset Bold --unicodes=20-7E
ls -l ./*.otf
