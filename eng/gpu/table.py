"""Makes one table of the RESULT lines in log files: table.py LOG..."""
import json
import sys

results = []
for path in sys.argv[1:]:
    try:
        with open(path) as log:
            results += [json.loads(line[len("RESULT "):]) for line in log if line.startswith("RESULT ")]
    except OSError as error:
        print(f"{path}: {error.strerror}")

PHASES = ["teacher", "student", "backward", "optimizer"]
for step, setup, batch in dict.fromkeys((r["step"], r["setup"], r["batch"]) for r in results):
    rows = [r for r in results if (r["step"], r["setup"], r["batch"]) == (step, setup, batch)]
    print(f"\n{step}: {setup}, batch {batch}, {rows[0]['flops'] / 1e12:.2f} TFLOP a step")
    print(f"{'':32}{'ms/step':>9}{'clips/s':>9}{'TFLOP/s':>9}{'of peak':>9}{'MiB':>8} |" + "".join(f"{phase:>10}" for phase in PHASES) + "  (ms, waiting at each border)")
    for r in rows:
        memory = "-" if r.get("memory_mib") is None else r["memory_mib"]
        phases = "".join(f"{r[phase] * 1e3:>10.1f}" if phase in r else f"{'-':>10}" for phase in PHASES)
        rate = r["flops"] / r["seconds"]
        print(f"{r['program']:32}{r['seconds'] * 1e3:>9.1f}{batch / r['seconds']:>9.1f}{rate / 1e12:>9.0f}{100 * rate / r['peak']:>8.1f}%{memory:>8} |{phases}")
    peers = {r["program"].split()[0]: r["seconds"] for r in rows}
    if len(peers) == 2 and "PyTorch" in peers:
        ours = next(seconds for program, seconds in peers.items() if program != "PyTorch")
        print(f"{'against PyTorch eager':32}{peers['PyTorch'] / ours:>8.2f}x")
    if len({round(r["flops"] / 1e6) for r in rows}) > 1:
        print("The two do not count the same work: " + ", ".join(f"{r['program']} {r['flops']:.6g}" for r in rows))
if not results:
    print("There are no results.")
