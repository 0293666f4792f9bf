"""How alike two articles are: terms, widened by each article's nearest neighbours, against dates and figures.

Two reports of one event may share few words and yet share them with the same third report: every article
is compared with its neighbours' words added to its own (document expansion, Singhal and Pereira 1999).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aggregator.config import ClusterSettings

NEIGHBOURS = 5
"""Neighbours that widen an article, and LEAST_LIKE how alike they must be: 3 to 5 and 0.1 to 0.2 are all
within 0.02 F1; 8 neighbours merge look-alike events."""
LEAST_LIKE = 0.15
NEIGHBOUR_SHARE = 2.0
"""Weight of a neighbour's words, times its likeness; an article's own words weigh 1."""

COUNTED_FROM = 0.15
"""Pairs less alike count as not alike at all: their number grows with the square of the articles. Between 0.1
and 0.2 no F1 moves by more than 0.01, bare titles apart, which 0.1 holds back by 0.02."""

DAYS_SHARE = 3 / 7
"""Standard deviation of the Gaussian over days between two articles, as a share of the window: three days
for the window of seven, by which it has all but decayed."""
FAR_APART = 0.7
"""What is left of a likeness over any distance in time. Time alone never parts two articles: dates on the
web are often wrong, and an old article may be the background of a running story."""

FIGURES_DIFFER = 0.7
"""What is left of a likeness when both openings have figures and share none: another year, another toll."""
FIGURES_SHARED = 0.3
"""Cosine of the figures from which they are as good as shared."""

LONE_SHARE = 0.7
"""Share of what two texts have in common as they stand that one word makes, from which it ties them alone: a
town, as often as not, of which both tell something."""
LONE = 0.8
"""What is left of a likeness then. On gold stories no F1 moves by more than 0.003 with it, one article of
383; among 10,000 articles (`./run bench scale`) precision rises from 0.943 to 0.953, and F1 by 0.005. A bare
title may have but one telling word."""

BARE_TITLES = 1.4
"""What a likeness of two bare titles counts: a dozen words overlap less than two texts of one event do."""

DIGITS = 6
"""Decimals of a likeness: what is left out hangs on the order in which numbers were added up."""


def time_factors(days: NDArray[np.float64], settings: ClusterSettings) -> NDArray[np.float64]:
    """Return what is left of a likeness over these days; all of it where they are not known (NaN)."""
    apart = days / (settings.window_days * DAYS_SHARE)
    factor = FAR_APART + (1 - FAR_APART) * np.exp(-(apart**2) / 2)
    return np.where(np.isnan(apart), 1.0, factor)
