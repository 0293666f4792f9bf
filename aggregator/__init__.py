"""Many feeds in, briefs out: what we know, what is still unclear, and the evidence behind every line.

The walk of the data stands in `aggregator.pipeline`; its words are defined in `aggregator.models`.
Importing this package is cheap: the language model, the HTTP client and the extractor load on first use.
"""

from __future__ import annotations

__version__ = "0.1.0"
__all__ = ["__version__"]
