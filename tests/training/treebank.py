"""A treebank of our own, in the form of GUM's."""

from __future__ import annotations

import gzip
from pathlib import Path

# number, form, tag, head, relation, what else
ROWS = """
# newdoc id = GUM_news_ferry
# newpar
1\tThe\tDT\t4\tdet\tEntity=(1-person-new-cf1-3,4-sgl-Aino_Salo
2\tFinnish\tJJ\t4\tamod\tEntity=(2-place-new-cf2-1-sgl)
3\tAino\tNNP\t4\tcompound\t_
4\tSalo\tNNP\t6\tnsubj\tEntity=1)
5-6\tdidn't\t_\t_\t_\t_
5\tdid\tVBD\t7\taux\t_
6\tn't\tRB\t7\tadvmod\t_
7\tleave\tVB\t0\troot\tSpaceAfter=No
8\t.\t.\t7\tpunct\t_

1\tPort\tNNP\t3\tcompound\tEntity=(3-organization-new-cf1-1,3-sgl-Port_of_Orvesund
2\tof\tIN\t3\tcase\t_
3\tOrvesund\tNNP\t4\tnsubj\tEntity=(4-place-new-cf2-1-sgl)3)
4\twaited\tVBD\t0\troot\t_

# newdoc id = GUM_fiction_tale
1\tRain\tNN\t0\troot\t_

# newdoc id = GUM_news_kept
1\tSnow\tNN\t0\troot\t_
"""


def write(path: Path, rows: str) -> None:
    """Write rows of six columns as gzipped CoNLL-U, which has ten."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "\n".join(map(_full, rows.strip("\n").split("\n"))) + "\n\n"
    path.write_bytes(gzip.compress(text.encode()))


def _full(row: str) -> str:
    if "\t" not in row:
        return row
    number, form, tag, head, relation, misc = row.split("\t")
    return f"{number}\t{form}\t{form.lower()}\tX\t{tag}\t_\t{head}\t{relation}\t_\t{misc}"
