"""FAISS's flat index on the vectors of a file, driven line by line by the benchmark: it measures the same things at the same times.

usage: faiss_flat.py VECTORS ROWS DIMENSIONS QUERIES COUNT THREADS
Commands on standard input, one answer line each: blas | build | search BATCH CALLS | find N TOP | quit
"""
import sys
import time

import faiss
import numpy

vectors_path, rows, dimensions, queries_path, count, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], int(sys.argv[5]), int(sys.argv[6])
faiss.omp_set_num_threads(threads)
vectors = numpy.fromfile(vectors_path, dtype=numpy.float32).reshape(rows, dimensions)
queries = numpy.fromfile(queries_path, dtype=numpy.float32).reshape(count, dimensions)
index = None
print("ready", flush=True)

for line in sys.stdin:
    words = line.split()
    if words[0] == "blas":
        # Which library really does the arithmetic: the names of the system's links do not tell.
        with open("/proc/self/maps") as maps:
            print(" ".join(sorted({part for part in maps.read().split() if "blas" in part and part.startswith("/")})) or "none", flush=True)
    elif words[0] == "build":
        index = None
        start = time.perf_counter()
        index = faiss.IndexFlatIP(dimensions)
        index.add(vectors)
        print(time.perf_counter() - start, flush=True)
    elif words[0] == "search":
        batch, calls = int(words[1]), int(words[2])
        seconds = []
        # Large batches are OpenBLAS's work, which brings its own threads: FAISS's beside them can halve the speed. The better of both counts.
        for own in {threads, 1}:
            faiss.omp_set_num_threads(own)
            start = time.perf_counter()
            for call in range(calls):
                first = call * batch % (count - batch + 1)
                index.search(queries[first:first + batch], 10)
            seconds.append(time.perf_counter() - start)
        faiss.omp_set_num_threads(threads)
        print(min(seconds), flush=True)
    elif words[0] == "find":
        _, ids = index.search(queries[:int(words[1])], int(words[2]))
        print(" ".join(str(each) for each in ids.ravel()), flush=True)
    else:
        break
