"""A case as files for other tools: one file a table, one module a format.

The same case gives the same bytes. A file appears whole or not at all: it is written beside its place and renamed.
To add a format, write a module with ``SUFFIX`` and ``write`` (see ``run.Format``) and name it in ``run.FORMATS``.
"""
