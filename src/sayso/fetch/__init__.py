"""Pages from the network into a web archive, politely: the one part of Sayso that goes online, and only when told to.

Reading never does (promise 6); so fetching is a package and a verb of its own, and what it leaves is a WARC file with
the bytes as they came, which ``sayso read`` takes as it takes any other file.
"""
