"""Imported once by the server that starts the workers: they begin with everything loaded and share its memory."""

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # a process that is to be forked must have no threads

try:
    import extractor

    extractor.extract(b"\xe8\xaf\xb4\xe6\x98\x8e 1.00\xe4\xb8\x87\xe5\x85\x83", name="warm.txt")
except Exception:  # the worker meets the same fault and reports it
    pass
