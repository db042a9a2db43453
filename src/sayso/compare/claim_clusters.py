"""Cluster: every claim has a statement that says it best, and each member must fit that one.

Star clustering (Aslam, Pelekhov and Rus 2004): the statement with the most and surest links becomes the centre of a
claim, its free neighbours join, and so on; at last everyone goes to the centre it fits best. So no chain of small
changes leads from one claim to another, and no cluster waits for a comparison of all with all.
"""

from __future__ import annotations

import numpy as np

from sayso.compare.arrays import F64, I64


def stars(a: I64, b: I64, sure: F64, statements: int) -> tuple[I64, F64]:
    """Return for each statement the centre of its claim (itself, for one by itself) and how surely it fits.

    ``a``, ``b`` and ``sure`` are the links, each pair once; statements are numbers below ``statements``, in an order
    that decides between equals.
    """
    centre = np.arange(statements)
    fits = np.ones(statements)
    one, two = np.concatenate((a, b)), np.concatenate((b, a))
    both = np.concatenate((sure, sure))
    order = np.lexsort((two, one))
    one, two, both = one[order], two[order], both[order]
    # Rounded, so that the order in which equal sums were added up does not decide.
    degree = np.round(np.bincount(one, weights=both, minlength=statements), 6)
    bounds = np.searchsorted(one, np.arange(statements + 1))
    free = np.ones(statements, np.bool_)
    centres = np.zeros(statements, np.bool_)
    for number in np.lexsort((np.arange(statements), -degree))[: int((degree > 0).sum())].tolist():
        if free[number]:
            centres[number] = True
            free[number] = False
            free[two[bounds[number] : bounds[number + 1]]] = False
    kept = centres[two] & ~centres[one]
    one, two, both = one[kept], two[kept], both[kept]
    order = np.lexsort((two, -degree[two], -both, one))
    one, two, both = one[order], two[order], both[order]
    first = np.flatnonzero(np.append([True], one[1:] != one[:-1])[: len(one)])
    centre[one[first]] = two[first]
    fits[one[first]] = both[first]
    return centre, fits
